// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSource;

/** The kinds of streams of a migration. Their first bytes distinguish them. */
public enum StreamKind {
    /** The main stream, which starts with "QEVM". */
    MAIN("main", "a main stream"),
    /** An additional connection of the capability {@code multifd}. */
    MULTIFD_CHANNEL("multifd-channel", "a recording of a multifd channel"),
    /** The messages from the destination to the source. */
    RETURN_PATH("return-path", "a recording of the return path"),
    /** The descriptors that CPR hands over before the migration. */
    CPR_STATE("cpr-state", "a CPR state");

    /**
     * Maximum number that can be a version; all versions so far are at most 3. A larger number means that "QEVM" is the
     * start of a text.
     */
    private static final long MAX_PLAUSIBLE_VERSION = 0xffff;

    private final String label;
    private final String description;

    StreamKind(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** Returns the word for reports. */
    public String label() {
        return label;
    }

    /** Returns the words for a sentence, such as {@code a recording of a multifd channel}. */
    public String description() {
        return description;
    }

    /** Detects the kind of a stream without consuming bytes; returns empty if it is unknown. */
    public static Optional<StreamKind> detect(ByteSource in) throws IOException {
        if (in.available(4) == 4 && in.peek32(0) == FileHeader.QEMU_VM_FILE_MAGIC) {
            boolean isText = in.available(8) == 8 && in.peek32(4) > MAX_PLAUSIBLE_VERSION;
            return isText ? Optional.empty() : Optional.of(MAIN);
        }
        if (in.available(4) == 4 && in.peek32(0) == MultifdPacketHeader.MULTIFD_MAGIC) {
            return Optional.of(MULTIFD_CHANNEL);
        }
        if (in.available(4) == 4 && in.peek32(0) == CprStateRecord.MAGIC) {
            return Optional.of(CPR_STATE);
        }
        return ReturnPathMessage.isMessageAt(in) ? Optional.of(RETURN_PATH) : Optional.empty();
    }

    /** Creates a parser for this kind of stream. */
    ElementParser newParser(SectionSizes sectionSizes) {
        switch (this) {
            case MAIN:
                return new MainStreamParser(sectionSizes);
            case MULTIFD_CHANNEL:
                return new MultifdChannelParser();
            case CPR_STATE:
                return new CprStateParser();
            default:
                return new ReturnPathParser();
        }
    }
}
