// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads unsigned little-endian integers from a stream. Every method throws {@link EOFException} at the end. */
final class LittleEndianInput {
    private LittleEndianInput() {}

    /** Reads 8 bits. */
    static int readU8(InputStream in) throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException();
        }
        return value;
    }

    /** Reads 16 bits. */
    static int readLe16(InputStream in) throws IOException {
        return readU8(in) | readU8(in) << 8;
    }

    /** Reads 32 bits into a signed {@code int}. */
    static int readLe32(InputStream in) throws IOException {
        return readLe16(in) | readLe16(in) << 16;
    }
}
