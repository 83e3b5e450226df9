// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.io.ByteSource;

/** Tests the comparison of whole files, whose second one is read in another thread. */
class ByteDifferenceTest {
    private static final int LENGTH = (3 << 20) + 77;

    @TempDir
    private Path folder;

    private boolean haveSameBytes(byte[] a, byte[] b) throws IOException {
        Path fileA = Files.write(folder.resolve("a"), a);
        Path fileB = Files.write(folder.resolve("b"), b);
        try (ByteSource sourceA = ByteSource.of(FileChannel.open(fileA));
                ByteSource sourceB = ByteSource.of(FileChannel.open(fileB))) {
            // The detection of containers and kinds has looked ahead before.
            sourceA.available(100);
            sourceB.available(100);
            boolean same = ByteDifference.haveSameBytes(sourceA, sourceB);
            assertEquals(0, sourceA.position());
            assertEquals(0, sourceB.position());
            return same;
        }
    }

    @Test
    void haveSameBytes_findsOneDifferentByte() throws IOException {
        byte[] a = new byte[LENGTH];
        new Random(1).nextBytes(a);
        assertTrue(haveSameBytes(a, a));
        for (int at : new int[] {0, 1 << 16, (1 << 20) - 1, 1 << 20, 2 << 20, LENGTH - 1}) {
            byte[] b = a.clone();
            b[at]++;
            assertFalse(haveSameBytes(a, b), "at " + at);
        }
        assertFalse(haveSameBytes(a, new byte[LENGTH + 1]));
    }
}
