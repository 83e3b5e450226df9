// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BoundedPipeTest {
    private final BoundedPipe pipe = new BoundedPipe();

    private CompletableFuture<Void> startWriter(byte[] bytes) {
        return CompletableFuture.runAsync(() -> {
            try (OutputStream out = pipe.outputStream()) {
                for (int from = 0, length = 1; from < bytes.length; from += length) {
                    length = Math.min(1 + 7 * from % 300_000, bytes.length - from);
                    out.write(bytes, from, length);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void bytes_areReadInWriteOrder() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        CompletableFuture<Void> writing = startWriter(bytes);
        assertArrayEquals(bytes, pipe.inputStream().readAllBytes());
        writing.join();
        assertEquals(-1, pipe.inputStream().read());
    }

    @Test
    void readerClosed_writerDoesNotBlock() throws IOException {
        CompletableFuture<Void> writing = startWriter(new byte[1_000_000]);
        assertEquals(0, pipe.inputStream().read());
        pipe.close();
        writing.join();
        assertEquals(-1, pipe.inputStream().read());
    }
}
