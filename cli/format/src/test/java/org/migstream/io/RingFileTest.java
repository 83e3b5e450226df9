// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingFileTest {
    /** Adds and reads in turn, never more than the bound at a time, so that the ring is gone round many times. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000})
    void reader_returnsAppendedBytes_acrossRingWraps(int bound) throws IOException {
        byte[] bytes = new byte[20 * bound];
        Random random = new Random(bound);
        random.nextBytes(bytes);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (RingFile backlog = new RingFile(bound)) {
            InputStream reader = backlog.inputStream();
            int added = 0;
            while (read.size() < bytes.length) {
                int count = Math.min(bytes.length - added, random.nextInt(bound - (added - read.size()) + 1));
                backlog.append(Arrays.copyOfRange(bytes, added, added + count), count);
                added += count;
                if (added > read.size()) {
                    byte[] some = new byte[1 + random.nextInt(bound)];
                    read.write(some, 0, reader.read(some, 0, some.length));
                }
            }
            backlog.finish();
            assertEquals(-1, reader.read());
        }
        assertArrayEquals(bytes, read.toByteArray());
    }

    @Test
    void appendOverCapacity_failsReader_afterKeptBytes() throws IOException {
        try (RingFile backlog = new RingFile(2)) {
            backlog.append(new byte[] {7, 8}, 2);
            assertEquals(7, backlog.inputStream().read());
            backlog.append(new byte[] {9, 10}, 2);
            assertEquals(8, backlog.inputStream().read());
            LimitExceededException told = assertThrows(
                    LimitExceededException.class, () -> backlog.inputStream().read());
            assertEquals(RingFile.READER_TOO_SLOW, told.code());
            assertEquals(2, told.offset());
        }
    }

    @Test
    void appendAfterClose_isIgnored_andReaderFails() throws IOException {
        RingFile backlog = new RingFile(10);
        backlog.append(new byte[] {7}, 1);
        backlog.close();
        backlog.append(new byte[] {8}, 1);
        assertThrows(IOException.class, () -> backlog.inputStream().read());
    }

    @Test
    void reader_waitsForBytesAndForFinish() throws Exception {
        try (RingFile backlog = new RingFile(1 << 20)) {
            byte[] bytes = new byte[100_000];
            new Random(1).nextBytes(bytes);
            Thread writer = new Thread(() -> {
                for (byte value : bytes) {
                    backlog.append(new byte[] {value}, 1);
                }
                backlog.finish();
            });
            writer.start();
            assertArrayEquals(bytes, backlog.inputStream().readAllBytes());
            writer.join();
        }
    }
}
