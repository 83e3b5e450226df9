// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a stream that is read ahead has the same bytes and exceptions as the stream itself. */
class ReadAheadInputStreamTest {
    private static final int THRESHOLD = 1 << 20;
    private static final int MAX_THREADS = 4;
    private static final int BLOCKS_SIZE = 3 * ((1 << 20) - 64);

    /** Returns the given number of random bytes in pieces of random size, then ends or throws. */
    private static final class Source extends BlockInputStream {
        private final InputStream bytes;
        private final Random random = new Random(1);
        private final Throwable failure;
        private Thread lastReader;
        private boolean closed;

        Source(byte[] bytes, Throwable failure) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.failure = failure;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            assertFalse(closed);
            lastReader = Thread.currentThread();
            int count = bytes.read(into, from, Math.min(length, 1 + random.nextInt(1 << 18)));
            if (count < 0 && failure instanceof IOException e) {
                throw e;
            }
            if (count < 0 && failure instanceof RuntimeException e) {
                throw e;
            }
            if (count < 0 && failure instanceof Error e) {
                throw e;
            }
            return count;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static Throwable copy(InputStream in, ByteArrayOutputStream out) {
        byte[] buffer = new byte[100_000];
        Random random = new Random(2);
        try {
            for (int count; (count = in.read(buffer, 7, random.nextInt(buffer.length - 7))) >= 0; ) {
                out.write(buffer, 7, count);
            }
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, THRESHOLD - 1, THRESHOLD, THRESHOLD + 1, 2 * THRESHOLD, 5_000_000})
    void bytesAndFailure_areThoseOfTheStream(int length) throws IOException {
        byte[] bytes = randomBytes(length);
        for (Throwable failure : Arrays.asList(
                null, new IOException("io"), new IllegalStateException("defect"), new OutOfMemoryError("memory"))) {
            Source source = new Source(bytes, failure);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (InputStream in = new ReadAheadInputStream(source)) {
                for (int again = 0; again < 3; again++) {
                    assertSame(failure, copy(in, out));
                }
            }
            assertArrayEquals(bytes, out.toByteArray());
            assertTrue(source.closed);
        }
    }

    @Test
    void shortStream_isReadByTheCaller() throws IOException {
        Source source = new Source(randomBytes(THRESHOLD - 1), null);
        try (InputStream in = new ReadAheadInputStream(source)) {
            in.readAllBytes();
        }
        assertSame(Thread.currentThread(), source.lastReader);
    }

    @Test
    void close_endsTheThread() throws IOException {
        Source source = new Source(randomBytes(10 * THRESHOLD), null);
        InputStream in = new ReadAheadInputStream(source);
        in.readNBytes(3 * THRESHOLD);
        in.close();
        assertNotSame(Thread.currentThread(), source.lastReader);
        assertFalse(source.lastReader.isAlive());
        assertTrue(source.closed);
    }

    @Test
    void threads_areBounded() throws IOException {
        List<InputStream> streams = new ArrayList<>();
        Set<Thread> readers = new HashSet<>();
        for (int i = 0; i < MAX_THREADS + 2; i++) {
            Source source = new Source(randomBytes(10 * THRESHOLD), null);
            InputStream in = new ReadAheadInputStream(source);
            in.readNBytes(3 * THRESHOLD);
            streams.add(in);
            readers.add(source.lastReader);
        }
        assertEquals(MAX_THREADS + 1, readers.size());
        assertTrue(readers.contains(Thread.currentThread()));
        for (InputStream in : streams) {
            assertEquals(7 * THRESHOLD, in.readAllBytes().length);
            in.close();
        }
        Source source = new Source(randomBytes(2 * THRESHOLD), null);
        try (InputStream in = new ReadAheadInputStream(source)) {
            in.readAllBytes();
        }
        assertNotSame(Thread.currentThread(), source.lastReader, "a thread is free again");
    }

    @Test
    void bytesReadAhead_areBounded() throws IOException, InterruptedException {
        AtomicLong produced = new AtomicLong();
        BlockingQueue<Thread> reads = new LinkedBlockingQueue<>();
        try (InputStream in = new ReadAheadInputStream(new BlockInputStream() {
            @Override
            public int read(byte[] into, int from, int length) {
                produced.addAndGet(length);
                reads.add(Thread.currentThread());
                return length;
            }
        })) {
            byte[] piece = new byte[THRESHOLD];
            assertEquals(THRESHOLD, in.read(piece));
            assertTrue(in.read(piece) > 0);
            // The thread fills all blocks, and then waits for the reader.
            reads.remove();
            Thread reader = reads.take();
            while (produced.get() < THRESHOLD + BLOCKS_SIZE || reader.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertEquals(THRESHOLD + BLOCKS_SIZE, produced.get());
        }
    }

    @Test
    void readAfterClose_fails() throws IOException {
        InputStream in = new ReadAheadInputStream(new Source(randomBytes(10 * THRESHOLD), null));
        in.readNBytes(THRESHOLD + 1);
        in.close();
        byte[] buffer = new byte[THRESHOLD];
        assertThrows(IOException.class, () -> {
            while (in.read(buffer) >= 0) {}
        });
    }
}
