// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingFileTest {
    /** Appends and reads alternately. Each append has at most the capacity, so the ring wraps many times. The largest capacity
     * needs the file. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000, 6 << 20})
    void reader_returnsAppendedBytes_acrossRingWraps(int capacity) throws IOException {
        byte[] bytes = new byte[Math.min(20 * capacity, 50_000_000)];
        Random random = new Random(capacity);
        random.nextBytes(bytes);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (RingFile ring = new RingFile(capacity)) {
            InputStream reader = ring.inputStream();
            int appended = 0;
            while (read.size() < bytes.length) {
                int count = Math.min(bytes.length - appended, random.nextInt(capacity - (appended - read.size()) + 1));
                ring.append(ByteBuffer.wrap(bytes, appended, count));
                appended += count;
                if (appended > read.size()) {
                    byte[] some = new byte[1 + random.nextInt(capacity)];
                    read.write(some, 0, reader.read(some, 0, some.length));
                }
            }
            ring.finish();
            assertEquals(-1, reader.read());
        }
        assertArrayEquals(bytes, read.toByteArray());
    }

    @Test
    void appendOverCapacity_failsReader_afterKeptBytes() throws IOException {
        try (RingFile ring = new RingFile(2)) {
            ring.append(ByteBuffer.wrap(new byte[] {7, 8}));
            assertEquals(7, ring.inputStream().read());
            ring.append(ByteBuffer.wrap(new byte[] {9, 10}));
            assertEquals(8, ring.inputStream().read());
            LimitExceededException e = assertThrows(
                    LimitExceededException.class, () -> ring.inputStream().read());
            assertEquals(InputFindingCodes.INPUT_FELL_BEHIND.code(), e.code());
            assertEquals(2, e.offset());
        }
    }

    @Test
    void appendAfterClose_isIgnored_andReaderFails() throws IOException {
        RingFile ring = new RingFile(10);
        ring.append(ByteBuffer.wrap(new byte[] {7}));
        ring.close();
        ring.append(ByteBuffer.wrap(new byte[] {8}));
        assertThrows(IOException.class, () -> ring.inputStream().read());
    }

    @Test
    void reader_waitsForBytesAndForFinish() throws Exception {
        try (RingFile ring = new RingFile(1 << 20)) {
            byte[] bytes = new byte[100_000];
            new Random(1).nextBytes(bytes);
            Thread writer = new Thread(() -> {
                for (byte value : bytes) {
                    ring.append(ByteBuffer.wrap(new byte[] {value}));
                }
                ring.finish();
            });
            writer.start();
            assertArrayEquals(bytes, ring.inputStream().readAllBytes());
            writer.join();
        }
    }
}
