// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Lengths to which tests truncate a stream: all lengths near an edge of an element, and some lengths between edges. A
 * reader treats all lengths between edges equally.
 */
public final class TruncationOffsets {
    /**
     * Number of bytes on each side of an edge that are tested; more than the longest head of a section in the captures.
     */
    private static final int DISTANCE = 48;

    private TruncationOffsets() {}

    /**
     * Returns the lengths in ascending order, each less than the length of the stream.
     *
     * @param stream the complete stream
     * @param step distance in bytes between two lengths that are not near an edge
     */
    public static IntStream of(byte[] stream, int step) throws IOException {
        BitSet lengths = new BitSet(stream.length);
        for (Element element : ReadResult.of(stream).elements()) {
            addNear(lengths, element.offset());
            addNear(lengths, element.end());
        }
        IntStream.iterate(0, length -> length < stream.length, length -> length + step)
                .forEach(lengths::set);
        return lengths.stream().filter(length -> length < stream.length);
    }

    private static void addNear(BitSet lengths, long edge) {
        lengths.set((int) Math.max(0, edge - DISTANCE), (int) edge + DISTANCE);
    }
}
