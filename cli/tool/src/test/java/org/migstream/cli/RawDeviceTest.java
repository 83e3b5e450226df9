// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that any bytes can be put into a stream as the state of a simulated device. */
class RawDeviceTest {
    @TempDir
    private Path directory;

    private static CommandRun run(int exit, String... args) {
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), args);
        assertEquals(exit, run.exit(), () -> String.join(" ", args) + "\n" + run.stdout() + run.stderr());
        return run;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 65_536, 3_000_001})
    void data_areTheStateInTheStream(int length) throws IOException {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        Path file = Files.write(directory.resolve("data"), data);
        Path stream = directory.resolve("stream");
        Path extracted = directory.resolve("extracted");
        run(0, "save", "-o", stream.toString(), "sim:raw,pci=1234:5678,data=" + file);
        run(0, "extract", "--what", "data", "-o", extracted.toString(), stream.toString());
        assertArrayEquals(data, Files.readAllBytes(extracted));
        assertTrue(run(0, "inspect", stream.toString()).stdout().contains("1234:5678"));
    }

    @Test
    void pciId_choosesTheDecoder_andDataAreLoaded() throws IOException {
        Path file = Files.copy(Path.of("samples/vendor-cases/mlx5/valid-stopcopy-a.bin"), directory.resolve("data"));
        Path stream = directory.resolve("stream");
        Path target = directory.resolve("target");
        run(0, "save", "-o", stream.toString(), "sim:raw,pci=15b3:101e,data=" + file);
        assertTrue(run(0, "inspect", stream.toString()).stdout().contains("mlx5"));
        run(0, "restore", "--force", "-i", stream.toString(), "sim:raw,pci=15b3:101e@" + target);
        Path again = directory.resolve("again");
        run(0, "save", "-o", again.toString(), "sim:raw@" + target);
        Path extracted = directory.resolve("extracted");
        run(0, "extract", "--what", "data", "-o", extracted.toString(), again.toString());
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(extracted));
    }
}
