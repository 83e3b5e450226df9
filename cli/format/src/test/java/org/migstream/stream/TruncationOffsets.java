// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Where a stream is cut in tests: at every byte near an edge of an element, and here and there in between, where all bytes
 * are alike to a reader.
 */
public final class TruncationOffsets {
    /** Bytes on either side of an edge; the longest head of a section has an idstr in it. */
    private static final int DISTANCE = 48;

    private TruncationOffsets() {}

    /**
     * The lengths to cut to, in order, each less than that of the stream.
     *
     * @param stream whole
     * @param step between two cuts where there is no edge, bytes
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
