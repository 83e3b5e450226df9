// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.StreamException;

/**
 * The image as a file: pieces of it, big-endian as all of the format is.
 *
 * @param bytes the file's
 */
record Qcow2File(RandomAccessInput bytes) {
    private static final String CODE = "input.qcow2";

    /** A piece of the file, to be read from its front. */
    ByteBuffer readFully(long at, int length, String what) throws IOException {
        ByteBuffer piece = readUpTo(at, length);
        if (piece.remaining() < length) {
            throw truncated(what, at);
        }
        return piece;
    }

    /** The same, shorter where the file ends. */
    ByteBuffer readUpTo(long at, int length) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(length);
        while (at >= 0 && piece.hasRemaining() && bytes.read(at + piece.position(), piece) > 0) {}
        return piece.flip();
    }

    /** What to throw where something should stand that the file does not reach. */
    StreamException truncated(String what, long at) throws IOException {
        long size = bytes.size();
        return new MalformedStreamException(
                CODE,
                size,
                "the qcow2 image is cut: its file ends after %d bytes, before %s at 0x%x does (or that place is damaged)"
                        .formatted(size, what, at));
    }

    /** What to throw where the image contradicts itself or its format, in a place of the file. */
    static StreamException damaged(long at, String what) {
        return new MalformedStreamException(CODE, at, "the qcow2 image is damaged: " + what);
    }

    /** The same where the stream is read, and the place in it counts. */
    static StreamException damaged(String what) {
        return damaged(0, what);
    }
}
