// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.Compression;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.convert.TestConversions;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.ConfigSpaceBuilder;
import org.migstream.pci.MsixTable;
import org.migstream.stream.Captures;
import org.migstream.stream.Mutant;
import org.migstream.stream.Section;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioRecord;

/** Bundles of sound, damaged and unknown inputs, and what must not be in them. */
class BundleCommandTest {
    private static final String UARTS = "samples/streams/q35-two-uarts.qevm";
    private static final int WINDOW = 16;

    @TempDir
    private Path directory;

    private BundleContent bundle(String... words) throws IOException {
        return BundleContent.make(directory.resolve("ticket.tar.zst"), words);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    @Test
    void bundle_hasDocumentsAndStream() throws IOException {
        Path log = write(
                "qemu.log",
                "load of migration failed: Invalid argument\n\u001b[31mred\n".getBytes(StandardCharsets.UTF_8));
        BundleContent content = bundle(UARTS, log.toString());
        assertEquals(
                List.of(
                        "README.txt",
                        "bundle.json",
                        "inspect.txt",
                        "inspect.json",
                        "inspect.html",
                        "check.json",
                        "explain/qemu.log.txt",
                        "explain/qemu.log.json",
                        "logs/qemu.log",
                        "stream.qevm.zst"),
                List.copyOf(content.files().keySet()));
        assertEquals("", content.run().stderr());
        assertTrue(
                content.run().stdout().contains("complete, no errors found"),
                content.run().stdout());
        assertTrue(content.text("logs/qemu.log").endsWith("\\x1b[31mred\n"));
        assertTrue(content.text("README.txt").contains("NOT removed"));
        assertTrue(content.text("inspect.txt").startsWith("q35-two-uarts.qevm: complete"));
        CommandRun inspection = CommandRun.of(
                new ByteArrayInputStream(content.files().get("stream.qevm.zst")), "inspect", "--all", "-");
        assertTrue(inspection.stdout().startsWith("-: REDACTED, "), inspection.stdout());
    }

    @Test
    void sameInput_givesSameBytes() throws IOException {
        bundle(UARTS);
        byte[] first = Files.readAllBytes(directory.resolve("ticket.tar.zst"));
        bundle(UARTS);
        assertArrayEquals(first, Files.readAllBytes(directory.resolve("ticket.tar.zst")));
    }

    @Test
    void noLogText_leavesTextOut() throws IOException {
        Path log = write(
                "q.log",
                "qemu-system-x86_64: load of migration failed: Invalid argument\nsecret line with an error\n"
                        .getBytes(StandardCharsets.UTF_8));
        BundleContent content = bundle("--no-log-text", UARTS, log.toString());
        assertFalse(content.files().containsKey("logs/q.log"));
        for (String name : content.files().keySet()) {
            assertFalse(content.text(name).contains("secret line"), name);
        }
        assertTrue(content.text("explain/q.log.txt").contains("1 of 2 lines is not explained: line 2\n"));
    }

    /** A second stream in place of a log would show the memory of the guest. */
    @ParameterizedTest
    @ValueSource(strings = {UARTS, "samples/streams/truncated-by-crash.qevm.zst"})
    void streamInPlaceOfLog_isRefused(String stream) {
        Path archive = directory.resolve("ticket.tar.zst");
        CommandRun run =
                CommandRun.of(InputStream.nullInputStream(), "bundle", "-o", archive.toString(), UARTS, stream);
        assertEquals(2, run.exit());
        assertTrue(run.stderr().contains("is not a text"), run.stderr());
        assertFalse(Files.exists(archive));
    }

    @Test
    void imageWithoutSnapshotName_isRefused() {
        Path archive = directory.resolve("ticket.tar.zst");
        CommandRun run = CommandRun.of(
                InputStream.nullInputStream(),
                "bundle",
                "-o",
                archive.toString(),
                "samples/containers/isapc.savevm.qcow2");
        assertEquals(2, run.exit());
        assertTrue(run.stderr().contains("FILE#SNAPSHOT"), run.stderr());
        assertFalse(Files.exists(archive));
    }

    /** Neither the memory of the guest nor the names of directories are in any file. */
    @ParameterizedTest
    @ValueSource(strings = {"q35-two-uarts.qevm", "lab/q35-six-plain.qevm"})
    void memoryAndDirectories_areNotInBundle(String capture) throws IOException {
        byte[] stream = Captures.bytes(capture);
        Path folder = Files.createDirectory(directory.resolve("private-folder"));
        BundleContent content =
                bundle(Files.write(folder.resolve("vm.qevm"), stream).toString());
        Set<String> secrets = new HashSet<>();
        for (String block : List.of("pc.ram", "pc.bios")) {
            byte[] memory = TestConversions.extractFromPipe(Part.RAM, block, stream);
            for (int at = 0; at + WINDOW <= memory.length; at += WINDOW) {
                String window = new String(memory, at, WINDOW, StandardCharsets.ISO_8859_1);
                if (window.chars().distinct().count() > WINDOW / 2) {
                    secrets.add(window);
                }
            }
        }
        assertTrue(secrets.size() > 1000);
        for (Map.Entry<String, byte[]> file : content.decompressed().entrySet()) {
            String text = new String(file.getValue(), StandardCharsets.ISO_8859_1);
            assertFalse(text.contains("private-folder"), file.getKey());
            for (int at = 0; at + WINDOW <= text.length(); at++) {
                assertFalse(secrets.contains(text.substring(at, at + WINDOW)), file.getKey() + " at " + at);
            }
        }
    }

    /** The content of a state is neither in the stream nor in the documents, which list the fields of the state. */
    @Test
    void contentOfStates_isNotInBundle() throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        byte[] data = TestConversions.extractFromPipe(Part.DATA, "0000:00:01.0/vfio", stream);
        String text = new String(stream, StandardCharsets.ISO_8859_1);
        String part = new String(data, 24, 24, StandardCharsets.ISO_8859_1);
        int fifo = text.indexOf(part) + 8;
        byte[] secret = "fifo-of-a-guest!".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(secret, 0, stream, fifo, secret.length);
        BundleContent content = bundle(write("vm.qevm", stream).toString());
        for (Map.Entry<String, byte[]> file : content.decompressed().entrySet()) {
            String all = new String(file.getValue(), StandardCharsets.ISO_8859_1);
            assertFalse(all.contains("fifo-of-a-guest!"), file.getKey());
            assertFalse(all.contains("6669666f2d6f662d612d"), file.getKey());
        }
        assertTrue(content.text("README.txt").contains("(mtty): content is zero, and"));
    }

    /** An explanation shows the fields of the device that a message is about, but not in a bundle. */
    @Test
    void explanation_hasNoFields() throws IOException {
        String message = "qemu-system-x86_64: Failed to load mc146818rtc:cmos_data\n";
        String log = write("rtc.log", message.getBytes(StandardCharsets.UTF_8)).toString();
        String field = "cmos_data is 128 bytes";
        assertTrue(CommandRun.of(InputStream.nullInputStream(), "explain", log, UARTS)
                .stdout()
                .contains(field));
        BundleContent content = bundle(UARTS, log);
        for (String name : List.of("explain/rtc.log.txt", "explain/rtc.log.json")) {
            assertFalse(content.text(name).contains(field), content.text(name));
        }
    }

    /** The serial number of a device is often the address of a network card. */
    @Test
    void serialNumbers_areNotInBundle() throws IOException {
        ConfigSpace space = ConfigSpaceBuilder.express()
                .putU32(0x100, 0x1_0003)
                .putU32(0x104, 0x5544_3322)
                .putU32(0x108, 0x9988_7766L)
                .build();
        VfioConfigLayout layout = VfioConfigLayout.of(space, MsixTable.EMPTY);
        byte[] stream = new StreamBuilder()
                .header()
                .configuration()
                .vfioSetup(2, "0000:00:01.0/vfio")
                .continued(Section.Kind.END, 2)
                .vfioData((byte) 1)
                .vfioTag(VfioRecord.Tag.END_OF_STATE)
                .footer()
                .full(2, "0000:00:01.0/vfio")
                .vfioConfig(layout, layout.body(space, MsixTable.EMPTY).array())
                .footer()
                .endOfStream()
                .bytes();
        Path file = write("nic.qevm", stream);
        String serial = "99-88-77-66-55-44-33-22";
        assertTrue(CommandRun.of(InputStream.nullInputStream(), "inspect", "--all", file.toString())
                .stdout()
                .contains(serial));
        BundleContent content = bundle(file.toString());
        assertTrue(content.text("inspect.txt").contains("Device Serial Number 00-00"), content.text("inspect.txt"));
        for (Map.Entry<String, byte[]> entry : content.decompressed().entrySet()) {
            String text = new String(entry.getValue(), StandardCharsets.ISO_8859_1);
            assertFalse(text.contains(serial), entry.getKey());
            assertFalse(text.contains("\"3DU"), entry.getKey());
        }
    }

    /** The record that the damage cuts comes after sections that wait for the vmdescription. */
    @Test
    void inputThatEndsInRecord_isBundledUpToRecord() throws IOException {
        byte[] stream = new StreamBuilder()
                .header()
                .configuration()
                .vfioSetup(2, "0000:00:01.0/vfio")
                .full(3, "device")
                .opaqueBytes(new byte[8])
                .footer()
                .continued(Section.Kind.END, 2)
                .vfioData(new byte[1000])
                .vfioTag(VfioRecord.Tag.END_OF_STATE)
                .footer()
                .bytes();
        byte[] cut = Arrays.copyOf(stream, stream.length - 500);
        BundleContent content = bundle(write("vm.qevm", cut).toString());
        assertEquals(
                "stream.truncated",
                InspectionStop.of(content.json("bundle.json")).get("code"));
        byte[] copied = content.stream();
        assertTrue(new String(copied, StandardCharsets.ISO_8859_1).contains("device"));
        assertTrue(copied.length < cut.length - 400);
    }

    /** Nothing in the decompressed stream would say that it is redacted. */
    @ParameterizedTest
    @ValueSource(strings = {"samples/streams/options/q35-bare.qevm.zst", "truncated"})
    void streamWithoutVmDescription_losesStates(String name) throws IOException {
        byte[] uarts = Captures.bytes("q35-two-uarts.qevm");
        String stream = name.equals("truncated")
                ? write("vm.qevm", Arrays.copyOf(uarts, uarts.length - 100)).toString()
                : name;
        BundleContent content = bundle(stream);
        byte[] data = TestConversions.extractDamaged(Part.DATA, "0000:00:01.0/vfio", content.stream())
                .bytes();
        assertTrue(data.length > 0);
        assertArrayEquals(new byte[data.length], data);
        assertTrue(content.text("bundle.json").contains("all-zero"), content.text("bundle.json"));
        assertTrue(
                content.text("README.txt").replaceAll("\\s+", " ").contains("): all bytes are zero: the redacted"),
                content.text("README.txt"));
    }

    @Test
    void stateBeyondLimit_isNotCalledUnread() throws IOException {
        String readme = bundle("--keep", "1", "samples/streams/lab/q35-six-plain.qevm.zst")
                .text("README.txt")
                .replaceAll("\\s+", " ");
        assertTrue(readme.contains("(mtty): all bytes are zero: the data of the device exceed --keep"), readme);
    }

    /** The page of a report has the bytes around a finding, but not the page of a bundle. */
    @Test
    void pageOfBundle_hasNoBytes() throws IOException {
        String damaged = "samples/streams/lab/q35-six-damaged.qevm.zst";
        assertTrue(CommandRun.of(InputStream.nullInputStream(), "inspect", "--html", damaged)
                .stdout()
                .contains("\"hex\""));
        String page = bundle(damaged).text("inspect.html");
        assertTrue(page.contains("DAMAGED STATE"), page);
        assertTrue(page.contains("yes: it has no content of device states"), page);
        assertFalse(page.contains("\"hex\""), page);
    }

    /** A bundle is made of any damaged stream; its stream has what was readable. */
    @Test
    void damagedStreams_areBundled() throws IOException {
        Random random = new Random(17);
        for (String capture : List.of("q35-two-uarts.qevm", "lab/q35-six-plain.qevm", "options/q35-xbzrle.qevm")) {
            byte[] stream = Captures.bytes(capture);
            for (int i = 0; i < 12; i++) {
                byte[] damaged =
                        i % 2 == 0 ? Arrays.copyOf(stream, random.nextInt(stream.length)) : Mutant.of(stream, random);
                BundleContent content = bundle(write("vm.qevm", damaged).toString());
                assertTrue(content.files().containsKey("inspect.json"));
                if (content.files().containsKey("stream.qevm.zst")) {
                    assertTrue(content.stream().length <= damaged.length + 1000);
                }
            }
        }
    }

    @Test
    void truncatedStream_isBundledUpToDamage() throws IOException {
        BundleContent content = bundle("samples/streams/truncated-by-crash.qevm.zst");
        Map<String, Object> stop = InspectionStop.of(content.json("bundle.json"));
        assertEquals("stream.truncated", stop.get("code"));
        assertTrue(
                content.run().stdout().contains("the redacted stream ends early"),
                content.run().stdout());
        assertTrue(content.text("README.txt").contains("The redacted stream ends where the original cannot be read"));
    }

    /** Of an unknown input, only the name and the finding are in the bundle. */
    @Test
    void unknownInput_isNotCopied() throws IOException {
        byte[] secret = "this is a secret text, not a stream".getBytes(StandardCharsets.US_ASCII);
        BundleContent content = bundle(write("notes.bin", secret).toString());
        assertFalse(content.files().containsKey("stream.qevm.zst"));
        for (String name : content.files().keySet()) {
            assertFalse(content.text(name).contains("secret text"), name);
        }
    }

    /** Raw data that could not be kept are not a stream that can be copied. */
    @Test
    void inputWithoutCopy_saysWhy() throws IOException {
        Path compressed = directory.resolve("state.zst");
        try (OutputStream out = Compression.ZSTD.compress(Files.newOutputStream(compressed), new byte[0])) {
            Files.copy(Path.of("samples/vendor-cases/mtty/valid-2port-a.bin"), out);
        }
        BundleContent content = bundle("--keep", "1", "--decoder", "mtty", compressed.toString());
        assertFalse(content.files().containsKey("state.redacted.bin"));
        String readme = content.text("README.txt").replaceAll("\\s+", " ");
        assertTrue(readme.contains("The bundle does not have the stream, not even without its content: "), readme);
        assertFalse(readme.contains("was not recognized"), readme);
        assertFalse(readme.contains("redacted stream ends"), readme);
        assertTrue(
                content.run().stdout().contains("no redacted stream: "),
                content.run().stdout());
    }

    /** All forms of input that inspect reads. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "samples/streams/q35-two-uarts.qevm.zst",
                "samples/containers/isapc.savevm.qcow2#before update",
                "samples/streams/q35-mapped-ram.qevm.zst",
                "samples/streams/multifd-two-channels.chan1.zst"
            })
    void otherInputs_areBundled(String input) throws IOException {
        BundleContent content = bundle(input);
        assertTrue(content.files().containsKey("stream.qevm.zst"));
        assertFalse(content.text("bundle.json").contains("samples/"));
    }

    @Test
    void channels_areJoined() throws IOException {
        BundleContent content = bundle(
                "--channel",
                "samples/streams/multifd-two-channels.chan1.zst",
                "--channel",
                "samples/streams/multifd-two-channels.chan2.zst",
                "samples/streams/multifd-two-channels.chan0.zst");
        assertTrue(content.text("bundle.json").contains("structure-kept"));
        assertFalse(content.text("inspect.json").contains("samples/"));
    }

    @Test
    void rawDeviceData_isBundled() throws IOException {
        BundleContent content = bundle("samples/vendor-cases/mtty/valid-2port-a.bin");
        assertEquals(
                Files.size(Path.of("samples/vendor-cases/mtty/valid-2port-a.bin")),
                content.files().get("state.redacted.bin").length);
        CommandRun inspection = CommandRun.of(
                new ByteArrayInputStream(content.files().get("state.redacted.bin")), "inspect", "--all", "-");
        assertEquals(0, inspection.exit());
    }

    /** A number of a message can come from content that was read as a size. */
    @Test
    void damagedState_isZeroAfterDamage_andItsMessagesAreLeftOut() throws IOException {
        byte[] state = Files.readAllBytes(Path.of("samples/vendor-cases/mlx5/valid-chunks-a.bin"));
        state[24] -= 100;
        byte[] secret = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x78};
        int record = 16
                + 8
                + 16
                + Short.toUnsignedInt(ByteBuffer.wrap(state, 24, 2)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getShort());
        System.arraycopy(secret, 0, state, record, secret.length);
        String number = Long.toUnsignedString(
                ByteBuffer.wrap(secret).order(ByteOrder.LITTLE_ENDIAN).getLong());
        String input = write("state.bin", state).toString();
        assertTrue(CommandRun.of(InputStream.nullInputStream(), "inspect", "--decoder", "mlx5", input)
                .stdout()
                .contains(number));
        BundleContent content = bundle("--decoder", "mlx5", input);
        for (String name : content.files().keySet()) {
            assertFalse(content.text(name).contains(number), name);
        }
        Map<?, ?> device = (Map<?, ?>) ((List<?>) content.json("bundle.json").get("vfioDevices")).get(0);
        int zeroFrom = ((Number) device.get("zeroFrom")).intValue();
        assertEquals(40, zeroFrom);
        byte[] redacted = content.files().get("state.redacted.bin");
        assertArrayEquals(new byte[state.length - zeroFrom], Arrays.copyOfRange(redacted, zeroFrom, redacted.length));
        String readme = content.text("README.txt").replaceAll("\\s+", " ");
        assertTrue(readme.contains("all bytes from 0x28 on"), readme);
        assertTrue(readme.contains("Only the name of state.redacted.bin says that it is redacted"), readme);
    }

    @Test
    void standardInput_isBundled() throws IOException {
        BundleContent fromFile = bundle(UARTS);
        BundleContent fromPipe =
                BundleContent.make(directory.resolve("pipe.tar.zst"), Files.newInputStream(Path.of(UARTS)), "-");
        assertEquals(fromFile.files().keySet(), fromPipe.files().keySet());
        assertArrayEquals(fromFile.stream(), fromPipe.stream());
    }

    @Test
    void missingInputs_giveNoArchive() {
        Path archive = directory.resolve("ticket.tar.zst");
        for (String[] words : new String[][] {{"none.qevm"}, {UARTS, "none.log"}}) {
            String[] all = Arrays.copyOf(new String[] {"bundle", "-o", archive.toString()}, 3 + words.length);
            System.arraycopy(words, 0, all, 3, words.length);
            CommandRun run = CommandRun.of(InputStream.nullInputStream(), all);
            assertEquals(5, run.exit());
            assertTrue(run.stderr().contains(words[words.length - 1]), run.stderr());
            assertFalse(Files.exists(archive));
        }
    }

    /** Reads a member of a bundle.json. */
    private static final class InspectionStop {
        @SuppressWarnings("unchecked")
        static Map<String, Object> of(Map<String, Object> bundle) {
            return (Map<String, Object>) ((Map<String, Object>) bundle.get("stream")).get("stop");
        }
    }
}
