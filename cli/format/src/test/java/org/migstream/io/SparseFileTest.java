// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseFileTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path directory;

    /** Compares the file with an array that receives the same writes. */
    @Test
    void read_returnsLastWrittenBytes() throws IOException {
        byte[] memory = new byte[64 * PAGE];
        Random random = new Random(2);
        try (SparseFile file = SparseFile.createTemporary()) {
            for (int i = 0; i < 500; i++) {
                byte[] page = new byte[PAGE];
                if (random.nextInt(3) > 0) {
                    random.nextBytes(page);
                }
                int at = random.nextInt(64) * PAGE;
                file.write(at, page, PAGE);
                System.arraycopy(page, 0, memory, at, PAGE);
            }
            file.extendTo(memory.length);
            assertArrayEquals(memory, file.openRange(0, memory.length).readAllBytes());
            assertArrayEquals(
                    Arrays.copyOfRange(memory, 5000, 9000),
                    file.openRange(5000, 4000).readAllBytes());
        }
    }

    @Test
    void zeroPages_areNotStored() throws IOException {
        Path path = directory.resolve("file");
        try (SparseFile file = new SparseFile(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                "file")) {
            file.write(1L << 40, new byte[PAGE], PAGE);
            assertEquals(0, Files.size(path));
            file.extendTo(1L << 40);
            assertEquals(1L << 40, Files.size(path));
            try (OutputStream out = file.outputStreamAt(10)) {
                out.write(new byte[] {1, 2, 3}, 1, 2);
                out.write(4);
            }
            byte[] read = new byte[4];
            file.read(9, read);
            assertArrayEquals(new byte[] {0, 2, 3, 4}, read);
        }
    }

    @Test
    void writeError_isOutputException() throws IOException {
        Path path = Files.createFile(directory.resolve("file"));
        SparseFile file =
                new SparseFile(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE), "x");
        assertThrows(OutputException.class, () -> file.outputStreamAt(Long.MAX_VALUE - 1)
                .write(new byte[10]));
        file.close();
    }
}
