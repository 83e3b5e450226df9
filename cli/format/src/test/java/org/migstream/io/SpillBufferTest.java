// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("the memory is that of the whole process")
class SpillBufferTest {
    private static final int MEMORY = 4 << 20;

    private final int memoryBefore = availableMemory();

    /** Returns the memory that no buffer of this process has. */
    private static int availableMemory() {
        int available = 0;
        for (int step = MEMORY; step > 0; step /= 2) {
            if (TemporaryFiles.borrowMemory(step)) {
                available += step;
            }
        }
        TemporaryFiles.returnMemory(available);
        return available;
    }

    @AfterEach
    void closedBuffers_keepNoMemory() {
        assertEquals(memoryBefore, availableMemory());
    }

    /** What is read is what was written, also while more is written, whether the bytes are in memory or in a file. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 1 << 14, MEMORY})
    void ranges_haveWrittenBytes(int leftMemory) throws IOException {
        int usedMemory = Math.max(0, memoryBefore - leftMemory);
        Random random = new Random(leftMemory);
        assertTrue(TemporaryFiles.borrowMemory(usedMemory));
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (SpillBuffer buffer = new SpillBuffer()) {
            for (int round = 0; round < 300; round++) {
                byte[] bytes = new byte[random.nextInt(round % 20 == 0 ? 40_000 : 500)];
                random.nextBytes(bytes);
                InputStream early = buffer.openRange(0, buffer.length());
                byte[] before = expected.toByteArray();
                if (random.nextBoolean()) {
                    buffer.write(bytes, 0, bytes.length);
                    expected.write(bytes, 0, bytes.length);
                } else {
                    buffer.write(bytes.length);
                    expected.write(bytes.length);
                }
                assertEquals(expected.size(), buffer.length());
                int from = random.nextInt(expected.size() + 1);
                int count = random.nextInt(expected.size() - from + 1);
                assertArrayEquals(
                        Arrays.copyOfRange(expected.toByteArray(), from, from + count),
                        buffer.openRange(from, count).readAllBytes());
                assertArrayEquals(before, early.readAllBytes());
            }
        }
        TemporaryFiles.returnMemory(usedMemory);
    }
}
