// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import static org.migstream.io.InputFindingCodes.INPUT_QCOW2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.StreamException;

/**
 * Reads parts of an image file. All integers of the format are big-endian.
 *
 * @param bytes of the file
 */
record Qcow2File(RandomAccessInput bytes) {
    /**
     * Reads exactly {@code length} bytes.
     *
     * @param name of the structure in the message
     * @throws StreamException if the file ends earlier
     */
    ByteBuffer readFully(long offset, int length, String name) throws IOException {
        ByteBuffer part = readUpTo(offset, length);
        if (part.remaining() < length) {
            throw truncated(name, offset);
        }
        return part;
    }

    /** Reads up to {@code length} bytes; fewer at the end of the file. */
    ByteBuffer readUpTo(long offset, int length) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(length);
        while (offset >= 0 && part.hasRemaining() && bytes.read(offset + part.position(), part) > 0) {}
        return part.flip();
    }

    /** Returns the exception for a structure that extends past the end of the file. */
    StreamException truncated(String name, long offset) throws IOException {
        long size = bytes.size();
        return new MalformedStreamException(
                INPUT_QCOW2,
                size,
                "the qcow2 image is truncated: the file ends after %d bytes, before the end of %s at 0x%x (or this offset is damaged)"
                        .formatted(size, name, offset));
    }

    /** Returns the exception for an invalid structure at an offset of the file. */
    static StreamException damaged(long offset, String problem) {
        return new MalformedStreamException(INPUT_QCOW2, offset, "the qcow2 image is damaged: " + problem);
    }

    /**
     * Returns the exception for an invalid structure that a read of the VM state finds. {@link SnapshotVmState} sets
     * the offset.
     */
    static StreamException damaged(String problem) {
        return damaged(0, problem);
    }
}
