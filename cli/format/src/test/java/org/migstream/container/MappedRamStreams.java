// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.nio.ByteBuffer;

/** Moves mapped-ram streams to another offset of a file. */
public final class MappedRamStreams {

    private MappedRamStreams() {}

    /**
     * Returns the stream that QEMU would have written at the offset {@code front} of a file. Moves the offsets in the
     * block headers ({@code version 1, page size 4096, bitmap offset, pages offset}).
     */
    public static byte[] moveOffsets(byte[] stream, int front) {
        byte[] moved = stream.clone();
        ByteBuffer bytes = ByteBuffer.wrap(moved);
        int blocks = 0;
        byte[] header = {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 16, 0};
        for (int at = 0; at < moved.length - 28; at++) {
            boolean found = true;
            for (int i = 0; i < header.length && found; i++) {
                found = moved[at + i] == header[i];
            }
            long bitmap = found ? bytes.getLong(at + header.length) : 0;
            if (found && bitmap == at + header.length + 16) {
                bytes.putLong(at + header.length, bitmap + front);
                bytes.putLong(at + header.length + 8, bytes.getLong(at + header.length + 8) + front);
                blocks++;
            }
        }
        if (blocks == 0) {
            throw new AssertionError("the stream has no mapped-ram header");
        }
        return moved;
    }
}
