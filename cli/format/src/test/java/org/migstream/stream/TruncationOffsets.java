// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Lengths to which tests truncate a stream: each byte near an edge of an element, and some bytes between edges, which are
 * all equal to a reader.
 */
public final class TruncationOffsets {
    /** Bytes on each side of an edge; more than the longest head of a section in the captures. */
    private static final int DISTANCE = 48;

    private TruncationOffsets() {}

    /**
     * Returns the lengths in ascending order, each less than the length of the stream.
     *
     * @param stream the complete stream
     * @param step bytes between two lengths away from edges
     */
    public static IntStream of(byte[] stream, int step) throws IOException {
        BitSet cuts = new BitSet(stream.length);
        for (Element element : ReadResult.of(stream).elements()) {
            addNear(cuts, element.offset());
            addNear(cuts, element.end());
        }
        IntStream.iterate(0, cut -> cut < stream.length, cut -> cut + step).forEach(cuts::set);
        return cuts.stream().filter(cut -> cut < stream.length);
    }

    private static void addNear(BitSet cuts, long edge) {
        cuts.set((int) Math.max(0, edge - DISTANCE), (int) edge + DISTANCE);
    }
}
