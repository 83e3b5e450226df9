// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;

/** Compares snapshots that QEMU wrote with the output of QEMU's own tools. */
@Tag("qemu")
class SavevmTest {
    private static final Pattern DUMPED = Pattern.compile("(?m)^[0-9a-f]{8}: {2}((?:[0-9a-f]{2} ){16})");
    private static final int SECTOR = 512;

    @TempDir
    private Path folder;

    /** {@code qemu-io} can read the VM state after the snapshot was applied to the image. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster_size=512",
                "cluster_size=64K",
                "cluster_size=2M",
                "compat=0.10",
                "extended_l2=on,cluster_size=16K",
                "lazy_refcounts=on,compression_type=zstd"
            })
    void savevmSnapshot_equalsOutputOfQemuIo(String options) throws Exception {
        Path image = folder.resolve("disk#1.qcow2");
        tool("qemu-img", "create", "-q", "-f", "qcow2", "-o", options, image.toString(), "3M");
        try (QemuMachine machine = new QemuMachine(
                folder, List.of("-S", "-m", "4M", "-drive", "if=none,id=d,format=qcow2,file=" + image))) {
            assertEquals("", machine.monitor("savevm first"));
            assertEquals("", machine.monitor("savevm second"));
        }
        tool("qemu-img", "snapshot", "-c", "disk", image.toString());
        if (!options.startsWith("compat")) {
            tool("qemu-img", "resize", "-q", image.toString(), "1G");
        }
        for (String snapshot : List.of("first", "2")) {
            byte[] read = bytes(image + "#" + snapshot);
            Path copy = Files.copy(image, folder.resolve("copy" + snapshot));
            tool("qemu-img", "snapshot", "-a", snapshot, copy.toString());
            assertArrayEquals(vmState(copy, read.length), read);
            InspectionResult inspection = InspectionResult.of(
                    InspectionResult.PLAIN, Input.open(image + "#" + snapshot, OutputLimit.NONE), List.of());
            assertEquals(ReadOutcome.COMPLETE, inspection.outcome());
            assertEquals(List.of(), inspection.codes());
        }
    }

    /** Makes a VM state from a disk that contains a stream: the snapshot table is patched so that the disk ends before it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster_size=512",
                "cluster_size=64K",
                "cluster_size=2M",
                "compat=0.10",
                "compression_type=zstd",
                "compression_type=zstd,cluster_size=4K",
                "extended_l2=on,cluster_size=16K",
                "extended_l2=on,cluster_size=64K,compression_type=zstd"
            })
    void clustersOfQemuImg_containOriginalBytes(String options) throws Exception {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        int sectors = (stream.length + SECTOR - 1) / SECTOR;
        Path disk = Files.write(folder.resolve("disk"), Arrays.copyOf(stream, sectors * SECTOR));
        for (List<String> compression : List.of(List.of("-c", "-S", "0"), List.of("-S", "0"))) {
            Path image = folder.resolve("disk.qcow2");
            List<String> convert = new ArrayList<>(List.of("qemu-img", "convert", "-q", "-f", "raw", "-O", "qcow2"));
            convert.addAll(compression);
            convert.addAll(List.of("-o", options, disk.toString(), image.toString()));
            tool(convert.toArray(String[]::new));
            tool("qemu-img", "snapshot", "-c", "stream", image.toString());
            byte[] bytes = Files.readAllBytes(image);
            ByteBuffer.wrap(bytes)
                    .putLong((int) ByteBuffer.wrap(bytes).getLong(64) + 40, stream.length)
                    .putLong((int) ByteBuffer.wrap(bytes).getLong(64) + 48, 0);
            Files.write(image, bytes);
            assertArrayEquals(stream, bytes(image + "#stream"), compression.toString());
        }
    }

    private static byte[] bytes(String name) throws IOException {
        try (Input input = Input.open(name, OutputLimit.NONE)) {
            assertEquals(List.of("qcow2"), input.layers());
            byte[] bytes = new byte[(int) input.source().remaining().orElseThrow()];
            for (int at = 0, count; at < bytes.length; at += count) {
                count = input.source().read(bytes, at, bytes.length - at);
                if (count < 0) {
                    throw input.source().endOfInputException();
                }
            }
            assertEquals(List.of(), input.findings());
            return bytes;
        }
    }

    private byte[] vmState(Path image, int length) throws Exception {
        int whole = (length + SECTOR - 1) / SECTOR * SECTOR;
        String dump = tool("qemu-io", "-r", "-f", "qcow2", "-c", "read -b -v 0 " + whole, image.toString());
        ByteBuffer state = ByteBuffer.allocate(whole);
        for (Matcher line = DUMPED.matcher(dump); line.find(); ) {
            state.put(HexFormat.ofDelimiter(" ").parseHex(line.group(1).strip()));
        }
        return Arrays.copyOf(state.array(), length);
    }

    /** Runs one of QEMU's programs and returns its output; fails if the exit status is not 0. */
    private String tool(String... command) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process program = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int status = program.waitFor();
        String output = Files.readString(out, StandardCharsets.ISO_8859_1);
        assertEquals(
                0,
                status,
                String.join(" ", command) + ": " + output.lines().findFirst().orElse(""));
        return output;
    }
}
