// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/**
 * A payload of which nothing is known: it ends at the first place behind which the section can end. It comes in pieces,
 * so that no section is too large, and the pieces depend on the bytes alone, not on how they arrive.
 */
final class ScannedPayloadParser implements ElementParser {
    /** The longest piece, bytes. */
    static final int MAX_PIECE = 1 << 16;

    private final SectionEndDetector endDetector;
    private final long sectionId;
    private boolean ended;
    /** The first footer of this section behind which nothing plausible stands; -1 if none was met. */
    private long unconfirmedFooter = -1;

    private boolean isHeadAfterFooter;

    ScannedPayloadParser(SectionEndDetector ends, long sectionId) {
        this.endDetector = ends;
        this.sectionId = sectionId;
    }

    @Override
    public Element next(ByteSource in) throws IOException {
        if (ended) {
            return null;
        }
        int there = in.available(MAX_PIECE + SectionEndDetector.LOOKAHEAD);
        if (there == 0) {
            throw unconfirmedFooter < 0 ? in.endOfInputException() : damagedAfterFooter();
        }
        int piece = Math.min(there, MAX_PIECE);
        for (int ahead = 0; ahead < piece; ahead++) {
            if (isEndAt(in, ahead)) {
                ended = true;
                return ahead == 0 ? null : new OpaqueBytes(in.position(), ahead);
            }
        }
        return new OpaqueBytes(in.position(), piece);
    }

    /** Also where the footer is damaged: it will be read next, and reported in its place. */
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
                isHeadAfterFooter ? "stream.section-head" : "stream.unknown-element",
                unconfirmedFooter + SectionFooter.LENGTH,
                "the section's footer stands in front of this place, but nothing that can follow it begins here");
    }
}
