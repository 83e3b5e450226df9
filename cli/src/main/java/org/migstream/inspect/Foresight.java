// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.ByteSource;
import org.migstream.io.Slice;
import org.migstream.stream.Foreknowledge;
import org.migstream.vmdesc.VmDescription;
import org.migstream.vmdesc.VmDescriptionException;

/**
 * Finds the description at the end of an input that can be read out of order. Nothing points to it, but it is the last
 * thing in the stream: the bytes {@code 00 06 be32 n '{'} with n reaching exactly to the end of the input.
 */
public final class Foresight {
    /** Bytes of JSON that are read; the description of the largest machines has some MiB. */
    static final long MAX_DESCRIPTION = 64 << 20;

    private static final int HEAD = 7;
    private static final int BLOCK = 1 << 16;

    private Foresight() {}

    /** What the description says; {@link Foreknowledge#NONE} if there is none or it cannot be used. */
    public static Foreknowledge of(ByteSource in) throws IOException {
        long size = in.seekable() ? in.remaining() : 0;
        if (size < HEAD) {
            return Foreknowledge.NONE;
        }
        byte[] block = new byte[BLOCK + HEAD - 1];
        long lowest = Math.max(0, size - MAX_DESCRIPTION);
        for (long end = size - HEAD + 1; end > lowest; end -= BLOCK) {
            long start = Math.max(lowest, end - BLOCK);
            in.readAt(start, block);
            for (int i = (int) (end - start) - 1; i >= 0; i--) {
                if (isHead(block, i, size - (start + i) - HEAD + 1)) {
                    return read(new Slice(in, start + i + HEAD - 1, size));
                }
            }
        }
        return Foreknowledge.NONE;
    }

    private static boolean isHead(byte[] block, int i, long length) {
        return block[i] == 0
                && block[i + 1] == 6
                && block[i + HEAD - 1] == '{'
                && ((block[i + 2] & 0xffL) << 24
                                | (block[i + 3] & 0xff) << 16
                                | (block[i + 4] & 0xff) << 8
                                | block[i + 5] & 0xff)
                        == length;
    }

    private static Foreknowledge read(InputStream json) throws IOException {
        try {
            return VmDescription.read(json, MAX_DESCRIPTION);
        } catch (VmDescriptionException e) {
            // The reading of the stream itself will come to it and report it.
            return Foreknowledge.NONE;
        }
    }
}
