// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.inspect.InspectionResult;
import org.migstream.stream.Captures;

/** Tests that the output of installed compression programs is read. All programs must be installed. */
@Tag("programs")
class CompressionProgramsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "zstd, zstd -q -c",
        "zstd, zstd -q -c --fast=5 --no-check",
        "zstd, zstd -q -c --ultra -22 --long=27",
        "lz4, lz4 -q -c",
        "lz4, lz4 -q -c -BD",
        "lz4, lz4 -q -c -B4 -BD -BX",
        "lz4, lz4 -q -c -B5 -BD --no-frame-crc --content-size",
        "lz4, lz4 -q -c -9 -B7 -BX",
        "lz4, lz4 -q -c -l",
        "gzip, gzip -c",
        "gzip, gzip -c -1 -n",
        "bzip2, bzip2 -c",
        "bzip2, bzip2 -c -1",
        "xz, xz -c",
        "xz, xz -c -0 --check=sha256 --block-size=65536",
        "xz, xz -c --x86 --lzma2",
        "lzop, lzop -c",
        "lzop, lzop -c -9 -C"
    })
    void outputOfProgram_isReadAsSameStream(String layer, String command) throws Exception {
        for (String capture : List.of("targets/arm-stellaris.qevm", "q35-two-uarts.qevm")) {
            byte[] stream = Captures.bytes(capture);
            Path plain = Files.write(folder.resolve("vm.qevm"), stream);
            List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
            words.add(plain.toString());
            ContainerFormatsTest.assertSame(stream, run(words), layer);
        }
    }

    /** After thirty megabytes, the stream has used all windows and block kinds. */
    @ParameterizedTest
    @CsvSource({"lz4 -q -c -BD", "lz4 -q -c -B4 -BD", "lz4 -q -c -l", "lz4 -q -c -9"})
    void longOutputOfProgram_isReadAsSameStream(String command) throws Exception {
        byte[] stream = Captures.bytes("q35-mapped-ram.qevm");
        Path plain = Files.write(folder.resolve("vm.qevm"), stream);
        List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
        words.add(plain.toString());
        Path compressed = Files.write(folder.resolve("compressed"), run(words));
        InspectionResult whole = InspectionResult.of(InspectionResult.DIGEST, stream);
        try (Input input = Input.open(compressed, OutputLimit.NONE)) {
            assertEquals(
                    whole.without("input"),
                    InspectionResult.of(InspectionResult.DIGEST, input, List.of())
                            .without("input"));
        }
    }

    private byte[] run(List<String> words) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process program = new ProcessBuilder(words)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals(0, program.waitFor(), words.toString());
        return Files.readAllBytes(out);
    }
}
