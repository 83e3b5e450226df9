// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.STREAM_SECTION_HEAD;
import static org.migstream.stream.StreamFindingCodes.STREAM_UNKNOWN_ELEMENT;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.Element.OpaqueBytes;

/**
 * Reads a payload of unknown structure. The payload ends at the first offset at which {@link SectionEndDetector} finds
 * a possible end of the section. The payload is read in pieces, so memory use does not grow with it. The pieces depend
 * only on the bytes, not on the timing of a pipe.
 */
final class ScannedPayloadParser implements ElementParser {
    /** Maximum length of a piece in bytes. */
    static final int MAX_PIECE = 1 << 16;

    private final SectionEndDetector endDetector;
    private final long sectionId;
    private boolean ended;
    /** Offset of the first footer of this section without a plausible element after it; -1 if there is none. */
    private long unconfirmedFooter = -1;

    /** Whether the byte after the unconfirmed footer is the type of a START or FULL section. */
    private boolean isHeadAfterFooter;

    ScannedPayloadParser(SectionEndDetector endDetector, long sectionId) {
        this.endDetector = endDetector;
        this.sectionId = sectionId;
    }

    @Override
    public @Nullable Element next(ByteSource in) throws IOException {
        if (ended) {
            return null;
        }
        int available = in.available(MAX_PIECE + SectionEndDetector.LOOKAHEAD);
        if (available == 0) {
            throw unconfirmedFooter < 0 ? in.endOfInputException() : damagedAfterFooter();
        }
        int piece = Math.min(available, MAX_PIECE);
        for (int ahead = 0; ahead < piece; ahead++) {
            if (isEndAt(in, ahead)) {
                ended = true;
                return ahead == 0 ? null : new OpaqueBytes(in.position(), ahead);
            }
        }
        return new OpaqueBytes(in.position(), piece);
    }

    /**
     * Returns whether the payload ends {@code ahead} bytes after the position. A damaged footer also ends the payload;
     * the footer is read next, and its damage is reported.
     */
    private boolean isEndAt(ByteSource in, int ahead) throws IOException {
        if (endDetector.canEndAt(in, ahead, sectionId)) {
            return true;
        }
        if (unconfirmedFooter < 0 && endDetector.isFooterAt(in, ahead, sectionId)) {
            unconfirmedFooter = in.position() + ahead;
            isHeadAfterFooter = isSectionHeadAt(in, ahead + SectionFooter.LENGTH);
        }
        if (!endDetector.isDamagedFooterAt(in, ahead, sectionId)) {
            return false;
        }
        if (unconfirmedFooter >= 0) {
            throw damagedAfterFooter();
        }
        return true;
    }

    private static boolean isSectionHeadAt(ByteSource in, int ahead) throws IOException {
        return in.available(ahead + 1) == ahead + 1
                && (in.peek8(ahead) == ElementType.QEMU_VM_SECTION_FULL
                        || in.peek8(ahead) == ElementType.QEMU_VM_SECTION_START);
    }

    private MalformedStreamException damagedAfterFooter() {
        return new MalformedStreamException(
                isHeadAfterFooter ? STREAM_SECTION_HEAD : STREAM_UNKNOWN_ELEMENT,
                unconfirmedFooter + SectionFooter.LENGTH,
                "the footer of the section ends here, but no valid element follows it");
    }
}
