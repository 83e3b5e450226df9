// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/**
 * A payload of which nothing is known: it ends at the first place behind which the section can end. It comes in pieces,
 * so that no section is too large, and the pieces depend on the bytes alone, not on how they arrive.
 */
final class ScannedGrammar implements Grammar {
    /** The longest piece, bytes. */
    static final int PIECE = 1 << 16;

    private final SectionEnds ends;
    private final long sectionId;
    private boolean ended;
    /** The first footer of this section behind which nothing plausible stands; -1 if none was met. */
    private long suspect = -1;

    private boolean suspectIsHead;

    ScannedGrammar(SectionEnds ends, long sectionId) {
        this.ends = ends;
        this.sectionId = sectionId;
    }

    @Override
    public Element next(ByteSource in) throws IOException {
        if (ended) {
            return null;
        }
        int there = in.available(PIECE + SectionEnds.REACH);
        if (there == 0) {
            throw suspect < 0 ? in.endOfInputException() : damagedBehindFooter();
        }
        int piece = Math.min(there, PIECE);
        for (int ahead = 0; ahead < piece; ahead++) {
            if (endsAt(in, ahead)) {
                ended = true;
                return ahead == 0 ? null : new OpaqueBytes(in.position(), ahead);
            }
        }
        return new OpaqueBytes(in.position(), piece);
    }

    /** Also where the footer is damaged: it will be read next, and reported in its place. */
    private boolean endsAt(ByteSource in, int ahead) throws IOException {
        if (ends.endsAt(in, ahead, sectionId)) {
            return true;
        }
        if (suspect < 0 && ends.footerAt(in, ahead, sectionId)) {
            suspect = in.position() + ahead;
            suspectIsHead = isHead(in, ahead + SectionFooter.LENGTH);
        }
        if (!ends.damagedFooterAt(in, ahead, sectionId)) {
            return false;
        }
        if (suspect >= 0) {
            throw damagedBehindFooter();
        }
        return true;
    }

    private static boolean isHead(ByteSource in, int ahead) throws IOException {
        return in.available(ahead + 1) == ahead + 1
                && (in.peek8(ahead) == ElementMark.QEMU_VM_SECTION_FULL
                        || in.peek8(ahead) == ElementMark.QEMU_VM_SECTION_START);
    }

    private MalformedStreamException damagedBehindFooter() {
        return new MalformedStreamException(
                suspectIsHead ? "stream.section-head" : "stream.unknown-element",
                suspect + SectionFooter.LENGTH,
                "the section's footer stands in front of this place, but nothing that can follow it begins here");
    }
}
