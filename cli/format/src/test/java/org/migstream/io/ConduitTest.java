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

class ConduitTest {
    private final Conduit conduit = new Conduit();

    private CompletableFuture<Void> write(byte[] bytes) {
        return CompletableFuture.runAsync(() -> {
            try (OutputStream out = conduit.sink()) {
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
    void bytesComeOutAsTheyWentIn() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        CompletableFuture<Void> writing = write(bytes);
        assertArrayEquals(bytes, conduit.source().readAllBytes());
        writing.join();
        assertEquals(-1, conduit.source().read());
    }

    @Test
    void nobodyWaitsForAReaderWhoHasLeft() throws IOException {
        CompletableFuture<Void> writing = write(new byte[1_000_000]);
        assertEquals(0, conduit.source().read());
        conduit.close();
        writing.join();
        assertEquals(-1, conduit.source().read());
    }
}
