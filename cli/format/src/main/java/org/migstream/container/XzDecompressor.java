// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.LimitExceededException;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/**
 * xz streams (the .xz file format, 1.2). A header says how much memory its dictionary needs; it gets a fifth of the
 * heap at most, so that as many layers as {@link Input} takes off fit: 12 MiB of 64 suffice for {@code xz -6}, the
 * usual level.
 */
final class XzDecompressor implements Decompressor {
    private static final int HEAP_DIVISOR = 5;

    @Override
    public InputStream open(InputStream packed) throws IOException {
        long kibibytes = Runtime.getRuntime().maxMemory() / HEAP_DIVISOR >> 10;
        return new XZInputStream(packed, (int) Math.min(Integer.MAX_VALUE, kibibytes));
    }

    @Override
    public IOException translate(IOException e) {
        return e instanceof MemoryLimitException limit
                ? new LimitExceededException(
                        "input.xz-memory",
                        0,
                        "the xz data need " + limit.getMemoryNeeded() + " KiB to be unpacked, and there are "
                                + limit.getMemoryLimit() + ": xz -dc FILE | migstream inspect -")
                : e;
    }
}
