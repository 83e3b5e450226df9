// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.migstream.io.TemporaryFiles.LimitException;

/** All temporary files together have one limit, and a closed file leaves room for others. */
@Isolated("the limit is that of the whole process")
class TemporaryFilesTest {
    private static final int LIMIT = 1 << 20;
    private static final byte[] BLOCK = new byte[1 << 14];

    static {
        Arrays.fill(BLOCK, (byte) 1);
    }

    @AfterEach
    void resetLimit() {
        TemporaryFiles.setLimit(TemporaryFiles.DEFAULT_LIMIT);
    }

    @Test
    void buffersTogether_areLimited() throws IOException {
        TemporaryFiles.setLimit(LIMIT);
        for (int round = 0; round < 2; round++) {
            try (SpillBuffer first = new SpillBuffer();
                    SpillBuffer second = new SpillBuffer()) {
                LimitException e = assertThrows(LimitException.class, () -> {
                    for (int count = 0; count < 2 * LIMIT / BLOCK.length; count++) {
                        first.write(BLOCK);
                        second.write(BLOCK);
                    }
                });
                assertTrue(e.getMessage().contains(" 1048576 bytes"), e.getMessage());
                assertTrue(e.getMessage().endsWith("--max-temporary"), e.getMessage());
                assertTrue(first.length() + second.length() >= LIMIT);
            }
        }
    }

    @Test
    void listOfNumbers_isLimited() throws IOException {
        TemporaryFiles.setLimit(LIMIT);
        try (PagedLongArray numbers = new PagedLongArray()) {
            assertThrows(LimitException.class, () -> {
                for (int page = 0; page < 1000; page++) {
                    numbers.addPage();
                }
            });
        }
    }

    /** Holes take no space, and bytes that are written again take it once. */
    @Test
    void sparseFile_countsItsContent() throws IOException {
        TemporaryFiles.setLimit(LIMIT);
        try (SparseFile file = SparseFile.createTemporary()) {
            for (int round = 0; round < 100; round++) {
                file.write(1L << 30, BLOCK, BLOCK.length);
                file.write(1L << 31, new byte[BLOCK.length], BLOCK.length);
            }
            assertThrows(LimitException.class, () -> {
                for (int block = 0; block <= LIMIT / BLOCK.length; block++) {
                    file.write((long) block * BLOCK.length, BLOCK, BLOCK.length);
                }
            });
        }
    }

    @Test
    void ring_losesBytesAtTheLimit() throws IOException {
        TemporaryFiles.setLimit(LIMIT);
        try (RingFile ring = new RingFile(1L << 30)) {
            for (int count = 0; count < 1000; count++) {
                ring.append(ByteBuffer.wrap(BLOCK));
            }
            ring.finish();
            IOException e =
                    assertThrows(IOException.class, () -> ring.inputStream().readAllBytes());
            assertTrue(e.getMessage().endsWith("--max-temporary"), e.getMessage());
        }
    }
}
