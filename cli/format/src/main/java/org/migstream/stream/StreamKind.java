// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSource;

/** The kinds of recording that a migration leaves, told apart by their first bytes. */
public enum StreamKind {
    /** The stream that begins with "QEVM". */
    MAIN("main"),
    /** One of the further connections that the capability {@code multifd} makes. */
    MULTIFD_CHANNEL("multifd-channel"),
    /** What the destination said to the source. */
    RETURN_PATH("return-path");

    /** The format has had version 3 since 2005; after "QEVM" a text goes on with larger numbers. */
    private static final long MAX_PLAUSIBLE_VERSION = 0xffff;

    private final String label;

    StreamKind(String label) {
        this.label = label;
    }

    /** The word for reports. */
    public String label() {
        return label;
    }

    /** Looks ahead without consuming anything; empty when it is none of them. */
    public static Optional<StreamKind> detect(ByteSource in) throws IOException {
        if (in.available(4) == 4 && in.peek32(0) == FileHeader.QEMU_VM_FILE_MAGIC) {
            boolean words = in.available(8) == 8 && in.peek32(4) > MAX_PLAUSIBLE_VERSION;
            return words ? Optional.empty() : Optional.of(MAIN);
        }
        if (in.available(4) == 4 && in.peek32(0) == MultifdPacketHeader.MULTIFD_MAGIC) {
            return Optional.of(MULTIFD_CHANNEL);
        }
        return ReturnPathMessage.isMessageAt(in) ? Optional.of(RETURN_PATH) : Optional.empty();
    }

    ElementParser newParser(SectionSizes known) {
        switch (this) {
            case MAIN:
                return new MainStreamParser(known);
            case MULTIFD_CHANNEL:
                return new MultifdChannelParser();
            default:
                return new ReturnPathParser();
        }
    }
}
