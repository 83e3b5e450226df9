// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;

/** Tests that lzop files are read if the program lzop is installed, and reported as unsupported otherwise. */
class LzopTest {
    private static final boolean INSTALLED = Stream.of(
                    System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "lzop")));

    @Test
    void lzopFile_isReadByLzopProgram() throws IOException {
        byte[] compressed = ContainerFormatsTest.sample("arm-stellaris.qevm.lzo");
        if (INSTALLED) {
            ContainerFormatsTest.assertSame(Captures.bytes("targets/arm-stellaris.qevm"), compressed, "lzop");
        } else {
            InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, compressed);
            assertEquals(ReadOutcome.UNSUPPORTED, inspection.outcome());
            assertEquals(List.of("input.container"), inspection.codes());
        }
    }

    @Test
    void truncationAndDamage_areReported() throws IOException {
        byte[] compressed = ContainerFormatsTest.sample("arm-stellaris.qevm.lzo");
        for (int at = ContainerFormat.MAX_MAGIC_LENGTH; at < compressed.length; at += 1000) {
            byte[] damaged = compressed.clone();
            damaged[at] ^= 0x55;
            for (byte[] input :
                    List.of(damaged, Arrays.copyOf(compressed, at), TestCompression.ZSTD.compress(damaged))) {
                InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, input);
                List<String> codes = inspection.codes();
                assertTrue(codes.contains(INSTALLED ? "input.lzop" : "input.container"), at + ": " + codes);
            }
        }
    }
}
