// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.container.ForeignFormat;
import org.migstream.io.ByteSource;

/** Tests that all commands name the files of other programs that people give by mistake. */
class ForeignFormatTest {
    private static final String STREAM = "samples/streams/q35-two-uarts.qevm";

    @TempDir
    private Path folder;

    static Stream<Arguments> formats() throws IOException {
        return Stream.of(
                format("ELF_CORE", "7f454c460201010000000000000000000400" + "3e0001"),
                format("ELF_CORE", "7f454c460202010000000000000000000004" + "0002"),
                format("ELF", "7f454c4602010100000000000000000003003e00"),
                text("KDUMP", "KDUMP   \1\0\0\0"),
                text("KDUMP", "makedumpfile\0\0\0\0"),
                text("WINDOWS_DUMP", "PAGEDU64\0\0"),
                format("LIME", "454d694c0100000000100000"),
                format("LIME", "41564d4c0200000000100000"),
                format("VMWARE", "d2bed2be0800000023000000"),
                text("VIRTUALBOX", "\177VirtualBox SavedState V2.0\n\0\0\0"),
                text("XEN", "Xen saved domain, xl format\n \0 \r"),
                text("XEN", "LibxlFmt\0\0\0\2\0\0\0\0"),
                format("XEN", "ffffffffffffffff58454e4600000002"),
                format("FIRECRACKER", "0000648684191007" + "0500000000000000"),
                format("FIRECRACKER", "0000aaaa84191007" + "0500000000000000"),
                format("HYPER_V", "1420280100000000"),
                text("DISK_IMAGE", "KDMV\1\0\0\0\3\0\0\0"),
                text("DISK_IMAGE", "# Disk DescriptorFile\nversion=1\nCID=fffffffe\n"),
                text("DISK_IMAGE", "vhdxfileQ\0E\0M\0U\0"),
                text("DISK_IMAGE", "conectix\0\0\0\2"),
                text("DISK_IMAGE", "<<< Oracle VM VirtualBox Disk Image >>>\n" + "\0".repeat(24) + "\177\20\332\276"),
                text("ARCHIVE", "vm/vm.qevm" + "\0".repeat(247) + "ustar  \0"),
                text("ARCHIVE", "PK\3\4\24\0"),
                format("PCAP", "d4c3b2a102000400"),
                format("PCAP", "0a0d0d0a1c0000004d3c2b1a"),
                format("TLS", "160301020001000" + "1fc0303"),
                text("HTTP", "HTTP/1.1 404 Not Found\r\nServer: nginx\r\n\r\n"),
                text("CLOUD_HYPERVISOR", "{\"snapshots\":{\"cpu-manager\":{\"snapshots\":{"),
                text("CLOUD_HYPERVISOR", "{\"cpus\":{\"boot_vcpus\":4,\"max_vcpus\":4}"),
                text("JSON", "{\"schema\": \"migstream.profile/1\", \"driver\": \"mtty\"}"),
                text("LIBVIRT_XML", "<!--\nWARNING: THIS IS AN AUTO-GENERATED FILE.\n-->\n\n<domain type='kvm'>\n"),
                text("LOG", "2024-01-18T00:16:31Z qemu-kvm: load of migration failed: Invalid argument\n"),
                text("LOG", "Nov 29 13:00:01 host kernel: vfio-pci 0000:3b:00.1: reset\n"),
                text("LOG", "[   12.345678] vfio-pci 0000:3b:00.1: reset\nmore\n"),
                text("TEXT", "# A page\n\nSome text about \u00fcbung.\n"),
                Arguments.of("PARTITIONED_DISK", mbr()));
    }

    private static Arguments format(String name, String hex) {
        return Arguments.of(name, Arrays.copyOf(HexFormat.of().parseHex(hex), 2048));
    }

    /** A binary format ends with zeroes, a text does not. */
    private static Arguments text(String name, String text) {
        boolean latin = text.chars().anyMatch(c -> c == 0 || c >= 0x7f && c <= 0xff && c != 0xfc);
        byte[] bytes = text.getBytes(latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        return Arguments.of(name, latin ? Arrays.copyOf(bytes, 2048) : bytes);
    }

    private static byte[] mbr() {
        byte[] disk = new byte[4096];
        ByteBuffer.wrap(disk)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(446, (byte) 0x80)
                .put(450, (byte) 0x83);
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        return disk;
    }

    private static CommandRun run(String... args) {
        return CommandRun.of(InputStream.nullInputStream(), args);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyCommand_namesFormat(String name, byte[] bytes) throws IOException {
        assertEquals(
                name,
                ForeignFormat.detect(ByteSource.of(new ByteArrayInputStream(bytes)))
                        .orElseThrow()
                        .name());
        String message = ForeignFormat.valueOf(name).toException().getMessage();
        String file = Files.write(folder.resolve("file"), bytes).toString();
        String compressed =
                Files.write(folder.resolve("file.zst"), Zstd.compress(bytes)).toString();
        for (List<String> command : List.of(
                List.of("inspect", file),
                List.of("inspect", compressed),
                List.of("check", file),
                List.of("diff", file, STREAM),
                List.of("convert", "-o", folder.resolve("out").toString(), file),
                List.of("convert", "-o", folder.resolve("out").toString(), compressed),
                List.of("extract", "-o", folder.resolve("out").toString(), file))) {
            CommandRun run = run(command.toArray(String[]::new));
            assertEquals(3, run.exit(), () -> command + run.stderr());
            assertEquals(1, run.stderr().lines().count(), run::stderr);
            assertTrue(run.stderr().endsWith(message + " [input.foreign-format]\n"), () -> command + run.stderr());
        }
    }

    /** A file that is truncated anywhere has another format or an unknown one; detecting it never fails. */
    @ParameterizedTest
    @MethodSource("formats")
    void everyBeginning_isReadWithoutDefect(String name, byte[] bytes) throws IOException {
        int longest = Math.min(bytes.length, 1100);
        for (int length = 0; length <= longest; length++) {
            byte[] head = Arrays.copyOf(bytes, length);
            assertDoesNotThrow(() -> ForeignFormat.detect(ByteSource.of(new ByteArrayInputStream(head))));
        }
        for (int length = 1; length <= 20; length++) {
            Path file = Files.write(folder.resolve("beginning"), Arrays.copyOf(bytes, length));
            for (String command : List.of("inspect", "check")) {
                CommandRun run = run(command, file.toString());
                assertEquals(3, run.exit(), () -> command + run.stdout() + run.stderr());
            }
        }
    }

    @Test
    void everyFormat_isTested() throws IOException {
        Set<String> tested =
                formats().map(test -> (String) test.get()[0]).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Arrays.stream(ForeignFormat.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new)),
                tested);
    }

    @Test
    void qcow2WithoutSnapshots_isNamed() throws IOException {
        byte[] image = Files.readAllBytes(Path.of("samples/containers/isapc.savevm.qcow2"));
        ByteBuffer.wrap(image).putInt(60, 0);
        String file = Files.write(folder.resolve("disk.qcow2"), image).toString();
        for (String command : List.of("inspect", "check")) {
            CommandRun run = run(command, file);
            assertEquals(3, run.exit());
            assertTrue(run.stderr().contains("a qcow2 disk image without snapshots"), run::stderr);
        }
    }

    /** Headers of other formats have many zeroes, so bytes 8 to 15 are often zero. */
    @Test
    void rawFileWithZeroes_isNoDeviceData() throws IOException {
        Random random = new Random(13);
        for (int i = 0; i < 120; i++) {
            byte[] bytes = new byte[256];
            random.nextBytes(bytes);
            if (i % 4 == 1) {
                Arrays.fill(bytes, 8, 16, (byte) 0);
            } else if (i % 4 == 2) {
                // Small numbers of 32 bits in little-endian order.
                for (int at = 0; at < bytes.length; at += 4) {
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, random.nextInt(3));
                }
                bytes[0] |= 1;
            } else if (i % 4 == 3) {
                Arrays.fill(bytes, 4, 16, (byte) 0);
                bytes[16] = 0;
                bytes[17] = 1;
                Arrays.fill(bytes, 18, 32, (byte) 0);
            }
            String file = Files.write(folder.resolve("raw"), bytes).toString();
            CommandRun run = run("inspect", file);
            assertEquals(3, run.exit(), () -> HexFormat.of().formatHex(bytes, 0, 64));
            assertTrue(run.stderr().contains("[UNKNOWN_FORMAT]"), run::stderr);
            assertFalse(run.stdout().contains("device-data"), run::stdout);
        }
    }

    @Test
    void targetProfile_doesNotMakeForeignFormatDeviceData() throws IOException {
        Path file = Files.write(folder.resolve("core"), (byte[])
                formats().findFirst().orElseThrow().get()[1]);
        CommandRun run = run("check", "--target", "samples/profiles/mtty-one-port.json", file.toString());
        assertEquals(3, run.exit());
        assertTrue(run.stderr().contains("an ELF core dump"), run::stderr);
    }

    @Test
    void emptyInput_isNamed() throws IOException {
        String file = Files.write(folder.resolve("empty"), new byte[0]).toString();
        for (List<String> command : List.of(
                List.of("inspect", file), List.of("check", file), List.of("convert", "-o", folder + "/out", file))) {
            CommandRun run = run(command.toArray(String[]::new));
            assertEquals(3, run.exit());
            assertTrue(run.stderr().contains("the input is empty"), run::stderr);
        }
    }
}
