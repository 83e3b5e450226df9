// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSource;

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
            throw in.truncated();
        }
        int piece = Math.min(there, PIECE);
        for (int ahead = 0; ahead < piece; ahead++) {
            if (ends.endsAt(in, ahead, sectionId)) {
                ended = true;
                return ahead == 0 ? null : new OpaqueBytes(in.position(), ahead);
            }
        }
        return new OpaqueBytes(in.position(), piece);
    }
}
