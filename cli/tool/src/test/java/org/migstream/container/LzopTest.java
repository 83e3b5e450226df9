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

/** lzop's files are read where there is a program lzop, and told from others where there is none. */
class LzopTest {
    private static final boolean INSTALLED = Stream.of(
                    System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "lzop")));

    @Test
    void lzopFile_isReadByLzopProgram() throws IOException {
        byte[] packed = ContainerFormatsTest.sample("arm-stellaris.qevm.lzo");
        if (INSTALLED) {
            ContainerFormatsTest.assertSame(Captures.bytes("targets/arm-stellaris.qevm"), packed, "lzop");
        } else {
            InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, packed);
            assertEquals(ReadOutcome.UNSUPPORTED, inspection.outcome());
            assertEquals(List.of("input.container"), inspection.codes());
        }
    }

    @Test
    void truncationAndDamage_areReported() throws IOException {
        byte[] packed = ContainerFormatsTest.sample("arm-stellaris.qevm.lzo");
        for (int at = ContainerFormat.MAX_MAGIC_LENGTH; at < packed.length; at += 1000) {
            byte[] damaged = packed.clone();
            damaged[at] ^= 0x55;
            for (byte[] input : List.of(damaged, Arrays.copyOf(packed, at), TestCompression.ZSTD.compress(damaged))) {
                InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, input);
                List<String> codes = inspection.codes();
                assertTrue(codes.contains(INSTALLED ? "input.lzop" : "input.container"), at + ": " + codes);
            }
        }
    }
}
