// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.LimitExceededException;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/**
 * Decompresses xz streams (the .xz file format, 1.2). The header states the memory for the dictionary. The limit is a fifth
 * of the heap, so that all nested containers fit: 12 of 64 MiB are enough for {@code xz -6}, the default level.
 */
final class XzDecompressor implements Decompressor {
    private static final int HEAP_DIVISOR = 5;

    @Override
    public InputStream open(InputStream compressed) throws IOException {
        long kibibytes = Runtime.getRuntime().maxMemory() / HEAP_DIVISOR >> 10;
        return new XZInputStream(compressed, (int) Math.min(Integer.MAX_VALUE, kibibytes));
    }

    @Override
    public IOException translate(IOException e) {
        return e instanceof MemoryLimitException limit
                ? new LimitExceededException(
                        "input.xz-memory",
                        0,
                        "the xz data needs " + limit.getMemoryNeeded() + " KiB of memory, but the limit is "
                                + limit.getMemoryLimit() + " KiB; use xz -dc FILE | migstream inspect -")
                : e;
    }
}
