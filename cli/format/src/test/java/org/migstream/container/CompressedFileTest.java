// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.io.StreamException;

/** Tests that a compressed file, which is read ahead, gives the bytes and the errors of a compressed pipe, which is not. */
class CompressedFileTest {
    private static final int LENGTH = 3 << 20;

    @TempDir
    private Path folder;

    private static byte[] content() {
        byte[] content = new byte[LENGTH];
        Random random = new Random(1);
        for (int i = 0; i < LENGTH; i++) {
            content[i] = (byte) random.nextInt(16);
        }
        return content;
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    /** Reads an input to its end; returns the number and the checksum of its bytes, and its error. */
    private static String read(Input opened) throws IOException {
        CRC32 checksum = new CRC32();
        byte[] buffer = new byte[50_000];
        try (Input input = opened) {
            for (int count; (count = input.source().read(buffer, 0, buffer.length)) >= 0; ) {
                checksum.update(buffer, 0, count);
            }
            String end = input.source().position() + " " + checksum.getValue() + " ";
            StreamException error = input.source().endOfInputException();
            return end + error.offset() + " " + error;
        }
    }

    private void assertSameAsPipe(byte[] compressed, OutputLimit maxOutput) throws IOException {
        Path file = Files.write(folder.resolve("compressed"), compressed);
        try (InputStream pipe = Files.newInputStream(file)) {
            String expected = read(Input.ofPipe("x", pipe, maxOutput));
            assertEquals(expected, read(Input.open(file, maxOutput)));
        }
    }

    @Test
    void fileAndPipe_haveTheSameBytesAndErrors() throws IOException {
        byte[] content = content();
        for (byte[] compressed : new byte[][] {gzip(content), Zstd.compress(content), gzip(Zstd.compress(content))}) {
            assertSameAsPipe(compressed, OutputLimit.NONE);
            assertSameAsPipe(compressed, OutputLimit.of(LENGTH / 2));
            Random random = new Random(2);
            for (int i = 0; i < 10; i++) {
                int at = 100 + random.nextInt(compressed.length - 100);
                assertSameAsPipe(Arrays.copyOf(compressed, at), OutputLimit.NONE);
                byte[] damaged = compressed.clone();
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                assertSameAsPipe(damaged, OutputLimit.NONE);
            }
        }
    }
}
