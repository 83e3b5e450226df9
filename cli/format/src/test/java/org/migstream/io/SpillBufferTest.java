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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpillBufferTest {
    private static final int MEMORY = 4 << 20;

    @AfterEach
    void returnMemory() {
        assertTrue(TemporaryFiles.borrowMemory(MEMORY), "closed buffers keep no memory");
        TemporaryFiles.returnMemory(MEMORY);
    }

    /** What is read is what was written, also while more is written, whether the bytes are in memory or in a file. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, MEMORY - (1 << 14), MEMORY})
    void ranges_haveWrittenBytes(int usedMemory) throws IOException {
        Random random = new Random(usedMemory);
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
