// SPDX-License-Identifier: Apache-2.0
package org.migstream.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;

/** Nobody notices that another thread unpacks. */
class ReadAheadTest {
    private static final byte[] BYTES = bytes(1_000_003);

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(13).nextBytes(bytes);
        return bytes;
    }

    /** Gives bytes, then fails; knows how it was treated. */
    private static final class Unpacking extends InputStream {
        private final InputStream bytes = new ByteArrayInputStream(BYTES);
        private final Supplier<? extends Throwable> failure;
        private Thread reader;
        private long given;
        private boolean closed;

        Unpacking(Supplier<? extends Throwable> failure) {
            this.failure = failure;
        }

        @Override
        public int read() {
            throw new AssertionError("byte by byte");
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            assertFalse(closed);
            reader = Thread.currentThread();
            int count = bytes.read(into, from, length);
            if (count < 0 && failure != null) {
                ReadAheadTest.<IOException>fail(failure.get());
            }
            given += Math.max(0, count);
            return count;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void fail(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void allBytesComeInTheirOrder() throws IOException {
        Unpacking unpacking = new Unpacking(null);
        try (ReadAhead ahead = new ReadAhead(unpacking)) {
            assertArrayEquals(BYTES, ahead.readAllBytes());
            assertEquals(-1, ahead.read());
        }
        ended(unpacking);
    }

    private static void ended(Unpacking unpacking) {
        assertTrue(unpacking.closed);
        assertFalse(unpacking.reader.isAlive());
    }

    @ParameterizedTest
    @ValueSource(classes = {MalformedStreamException.class, IllegalStateException.class, StackOverflowError.class})
    void whatFailsFailsBehindTheLastByteAndAgain(Class<? extends Throwable> kind) throws IOException {
        Throwable failure = kind == MalformedStreamException.class
                ? new MalformedStreamException("input.zstd", BYTES.length, "damaged")
                : kind == StackOverflowError.class ? new StackOverflowError() : new IllegalStateException();
        Unpacking unpacking = new Unpacking(() -> failure);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        try (ReadAhead ahead = new ReadAhead(unpacking)) {
            assertSame(failure, assertThrows(kind, () -> ahead.transferTo(seen)));
            assertSame(failure, assertThrows(kind, ahead::read));
        }
        assertArrayEquals(BYTES, seen.toByteArray());
        ended(unpacking);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 70_000, 400_000})
    void whoeverStopsEarlyEndsTheThread(int read) throws IOException {
        Unpacking unpacking = new Unpacking(null);
        try (ReadAhead ahead = new ReadAhead(unpacking)) {
            assertArrayEquals(Arrays.copyOf(BYTES, read), ahead.readNBytes(read));
        }
        ended(unpacking);
        assertTrue(unpacking.given <= read + 400_000, "ahead by " + (unpacking.given - read));
    }

    @Test
    void whatNobodyReadsIsClosed() throws IOException {
        Unpacking unpacking = new Unpacking(null);
        new ReadAhead(unpacking).close();
        assertTrue(unpacking.closed);
        assertEquals(0, unpacking.given);
    }

    /** As many bytes as are allowed come out of a file, and not one more. */
    @Test
    void aLimitIsMetWhereItIs(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("packed"), Zstd.compress(BYTES));
        try (Input input = Input.open(file, 500_000)) {
            input.source().skip(500_000);
            assertEquals(0, input.source().available(1));
            LimitExceededException e = assertThrows(
                    LimitExceededException.class, () -> input.source().requireEnd());
            assertEquals(500_000, e.offset());
        }
    }
}
