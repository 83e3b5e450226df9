// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@code explain} with streams of emulated devices. */
class ExplainStreamTest {
    private static final String Q35 =
            MachineStreams.FOLDER.resolve("check-a.qevm.zst").toString();
    private static final String RNG = "cli/tool/src/test/resources/explain/virtio-rng-11.1.qevm.zst";

    private static String explain(String message, String... stream) {
        String[] args =
                stream.length == 0 ? new String[] {"explain", message} : new String[] {"explain", message, stream[0]};
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), args);
        assertEquals(0, run.exit(), run.stdout() + run.stderr());
        return run.stdout();
    }

    private static String badConfig(String register, String read, String device, String idstr) {
        return "get_pci_config_device: Bad config data: i=0x" + register + " read: " + read + " device: " + device
                + " cmask: ff wmask: 0 w1cmask:19\nFailed to load PCIDevice:config\n"
                + "error while loading state for instance 0x0 of device '" + idstr + "'";
    }

    @Test
    void register_ofEmulatedDevice_isNamed() {
        String text = explain(badConfig("6e", "0", "40", "0000:00:02.0/pcie-root-port"), Q35);
        assertTrue(text.contains("0x6e Express Slot Status: stream 0x0000, target 0x0040"), text);
        assertTrue(text.contains("Presence Detect State"), text);
        assertFalse(text.contains("no VFIO device"), text);
    }

    @Test
    void register_ofVirtioDevice_isNamed() {
        String text = explain("get_pci_config_device: Bad config data: i=0x34 read: 98 device: 84 cmask: ff", Q35);
        assertTrue(text.contains("at 0xca47"), text);
        assertTrue(text.contains("virtio-blk"), text);
        assertTrue(text.contains("0x34 Capabilities Pointer: stream 0x98, target 0x84"), text);
        assertTrue(text.contains("this pointer leads to the capability MSI-X"), text);
        assertFalse(text.contains("another stream"), text);
    }

    @Test
    void presenceDetectState_isOnlyInTheLowByte() {
        String text = explain(badConfig("6f", "0", "40", "0000:00:02.0/pcie-root-port"), Q35);
        assertTrue(text.contains("0x6e Express Slot Status: stream 0x0000, target 0x4000"), text);
        assertFalse(text.contains("Presence Detect State"), text);
    }

    @Test
    void numbersThatAreNoByteOfAConfigurationSpace_areNotSearched() {
        String text =
                explain("get_pci_config_device: Bad config data: i=0x100000034 read: 98 device: 84 cmask: ff", Q35);
        assertTrue(text.contains("are not those of a byte of a configuration space"), text);
        assertFalse(text.contains("Capabilities Pointer"), text);
    }

    @Test
    void register_ofNamedDeviceWithAnotherValue_hasTheValueOfTheStream() {
        String text = explain(badConfig("34", "7f", "40", "0000:00:02.0/pcie-root-port"), Q35);
        assertTrue(text.contains("0000:00:02.0/pcie-root-port has 0x54 at 0x34"), text);
    }

    /** The truncated stream ends before these sections; nothing follows from their absence. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Unknown savevm section or instance '0000:00:07.0/virtio-rng' 0  | has no section of this device
                    Unknown savevm section 77                                       | has no section with the number 77
                    Unknown savevm section or instance 'cpu_common' 9               | has sections cpu_common of
                    Unknown ramblock "vga.vram", cannot accept migration            | has no block vga.vram
                    get_pci_config_device: Bad config data: i=0x34 read: 77 device: 84 cmask: ff | has no vmdescription
                    """)
    void absence_inTruncatedStream_isOnlySaidOfThePartRead(String message, String predicate) {
        byte[] start = Arrays.copyOf(MachineStreams.bytes("check-a"), 60_000);
        CommandRun run = CommandRun.of(new ByteArrayInputStream(start), "explain", message, "-");
        assertEquals(3, run.exit(), run.stderr());
        assertTrue(
                run.stdout()
                        .matches("(?s).*the part of the stream that could be read, up to 0x\\p{XDigit}+, " + predicate
                                + ".*"),
                run.stdout());
        assertFalse(run.stdout().contains("another stream"), run.stdout());
    }

    /** The advice about options and drivers would send the reader away from the cause, which the stream shows. */
    @Test
    void placeInTruncatedSection_hasAdviceToGetAWholeStream() {
        byte[] start = Arrays.copyOf(MachineStreams.bytes("check-a"), 60_000);
        String section = "0000:00:02.0/pcie-root-port";
        CommandRun probe = CommandRun.of(new ByteArrayInputStream(start), "explain", "load of migration failed", "-");
        Matcher at = Pattern.compile("error +at \\S+ \\(\\d+\\), ([^:]*(?::[0-9a-f]{2}\\S*|)[^:\\s]*): ")
                .matcher(probe.stdout());
        assertTrue(at.find(), probe.stdout());
        String stopped = at.group(1);
        String message = "Failed to load x:parent_obj\nerror while loading state for instance 0x0 of device '%s'\n"
                + "load of migration failed: Input/output error";
        String text = CommandRun.of(new ByteArrayInputStream(start), "explain", message.formatted(stopped), "-")
                .stdout();
        assertEquals(3, text.split("do {13}The stream that you gave is truncated at 0x", -1).length - 1, text);
        assertFalse(text.contains("Compare the device's options"), text);
        assertFalse(text.contains("kernel log"), text);
        String other = CommandRun.of(new ByteArrayInputStream(start), "explain", message.formatted(section), "-")
                .stdout();
        assertFalse(other.contains("The stream that you gave is truncated"), other);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    pcie-root-port:parent_obj.parent_obj.parent_obj | parent_obj.parent_obj.parent_obj is a structure
                    mc146818rtc:cmos_data | cmos_data is 128 bytes
                    virtio-gpu-scanouts:parent_obj.conf.max_outputs | virtio-gpu-scanouts were not searched
                    mc146818rtc:bogus | bogus in mc146818rtc was not found in the fields that could be read
                    """)
    void field_isFoundOrNotDenied(String field, String sentence) {
        String text = explain("qemu-system-x86_64: Failed to load " + field, Q35);
        assertTrue(text.contains(sentence), text);
        assertFalse(text.contains("the stream has no"), text);
    }

    @Test
    void absence_inWholeStream_isAboutTheStream() {
        String text = explain("Unknown savevm section or instance '0000:00:1e.0/virtio-rng' 0", Q35);
        assertTrue(
                text.contains("the stream has no section of this device: the message is about another stream"), text);
    }

    @Test
    void section_ofChainedMessage_isFound() {
        String text = explain(
                "qemu-system-x86_64: load of migration failed: Invalid argument: Unknown section or instance 'hpet' 0."
                        + " Make sure that your current VM setup matches your saved VM setup",
                RNG);
        assertTrue(text.startsWith("Unknown section or instance 'hpet' 0"), text);
        assertTrue(text.contains("hpet: the first section of this device, FULL"), text);
        assertFalse(text.contains("no line before"), text);
        assertFalse(text.contains("mtty"), text);
    }

    @Test
    void section_inJsonLog_isFound() {
        String text = explain(
                "{\"msg\":\"qemu-kvm: Missing section footer for mc146818rtc\\n2024-01-18T00:16:31Z qemu-kvm: load of"
                        + " migration failed: Invalid argument\"}",
                RNG);
        assertTrue(text.contains("mc146818rtc: the first section of this device, FULL"), text);
        assertFalse(text.contains("no section"), text);
    }

    @Test
    void features_haveNames() {
        String text = explain("virtio-net: Features 0x1c0010130afffa7 unsupported. Allowed features: 0x10179bfffe7");
        assertTrue(text.contains("54 GUEST_USO4"), text);
        assertTrue(text.contains("56 HOST_USO"), text);
        String wide = explain("Features 0x000000000000000001c0010130afffa7 unsupported. Allowed features:"
                + " 0x00000000000000000000010179bfffe7");
        assertTrue(wide.contains("55 GUEST_USO6 (if it is a virtio-net)"), wide);
        String shared = explain("Features 0x1 unsupported. Allowed features: 0x0");
        assertTrue(shared.contains("0 (its name depends on the type of the device)"), shared);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cannot migrate a domain with <hostdev mode='subsystem' type='pci'>",
                "cannot migrate a domain with <interface type='hostdev'>",
                "error: Cannot migrate a domain with <hostdev mode='subsystem' type='pci'>"
            })
    void hostdevOfLibvirt_isKnown(String message) {
        assertTrue(explain(message).contains("means"));
    }

    @ParameterizedTest
    @CsvSource({
        "28b52ffd, zstd",
        "4224d18, lz4",
        "2214c18, lz4",
        "1f8b0808, gzip",
        "425a6839, bzip2",
        "fd377a58, xz",
        "894c5a4f, lzop",
        "4c696276, libvirt",
        "514649fb, qcow2",
        "11223344, multifd channel",
        "51435052, CPR state",
        "16030100, TLS handshake",
        "15030300, TLS alert",
        "7f454c46, ELF",
        "0, zeros"
    })
    void magic_saysWhatTheInputIs(String magic, String expected) {
        String text = explain("Not a migration stream, magic: " + magic + " != 5145564d");
        assertTrue(text.matches("(?s).*where +0x0*" + magic + " is [^\n]*" + expected + ".*"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1f8b0008", "12345678", "fd377a59", "7f454c47", "00010004", "11223344112233441122"})
    void unknownMagic_isNotNamed(String magic) {
        String text = explain("Not a migration stream, magic: " + magic + " != 5145564d");
        assertFalse(text.contains("0x" + magic + " is "), text);
    }

    /** Without guest memory, only the states of the devices show the channels. */
    @Test
    void multifd_isSeenFromDeviceStates(@TempDir Path folder) {
        String stripped = folder.resolve("stripped.qevm").toString();
        CommandRun convert = CommandRun.of(
                InputStream.nullInputStream(),
                "convert",
                "--strip-ram",
                "-o",
                stripped,
                "samples/streams/lab/q35-six-multifd4.chan0.zst");
        assertEquals(0, convert.exit(), convert.stderr());
        String text = explain("multifd: received packet magic 51564d45 expected 11223344", stripped);
        assertTrue(text.contains("the source used multifd"), text);
        assertFalse(text.contains("does not show"), text);
    }

    @Test
    void zeroReadInFooter_isTheEndOfTheInput() {
        String text = explain("Mismatched section id in footer for acpi_build - read 0x0 expected 0x26");
        assertTrue(text.contains("QEMU reads 0 after the end of its input"), text);
    }

    @Test
    void cpuSection_hasNumberOfCpus() {
        String text = explain("Unknown savevm section or instance 'cpu_common' 1.", Q35);
        assertTrue(text.contains("CPU"), text);
    }

    /** A log is given as a file or as a pipe. A pipe is not ignored if the only word is a stream. */
    @Test
    void log_isReadFromFileOrPipe() {
        String log = "samples/logs/qemu.log";
        String stream = "samples/streams/q35-two-uarts.qevm";
        String text = "qemu-system-x86_64: load of migration failed: Input/output error\n";
        assertEquals(
                0, CommandRun.of(InputStream.nullInputStream(), "explain", log).exit());
        CommandRun file = CommandRun.of(InputStream.nullInputStream(), "explain", "--json", log, stream);
        assertEquals(0, file.exit(), file.stderr());
        assertTrue(file.stdout().contains("error while loading state for instance"), file.stdout());
        CommandRun pipe = CommandRun.of(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "explain", "--json", stream);
        assertEquals(0, pipe.exit(), pipe.stderr());
        assertTrue(pipe.stdout().contains("load of migration failed"), pipe.stdout());
        assertTrue(pipe.stdout().contains(stream), pipe.stdout());
        String snapshot = "samples/containers/isapc.savevm.qcow2#before update";
        CommandRun image = CommandRun.of(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "explain", "--json", snapshot);
        assertEquals(0, image.exit(), image.stderr());
        CommandRun empty = CommandRun.of(InputStream.nullInputStream(), "explain", stream);
        assertEquals(1, empty.exit(), empty.stdout());
    }

    /** A copy of a sample in which one byte is damaged: the type of a packet, at 0x4f1 of the state of 0000:00:05.0. */
    private static String streamWithDamagedState(Path folder) throws IOException {
        Path stream = folder.resolve("damaged.qevm");
        CommandRun convert = CommandRun.of(
                InputStream.nullInputStream(),
                "convert",
                "-o",
                stream.toString(),
                "samples/streams/lab/q35-six-plain.qevm.zst");
        assertEquals(0, convert.exit(), convert.stderr());
        byte[] bytes = Files.readAllBytes(stream);
        assertEquals(3, bytes[0xb7ede], "the type of the packet");
        bytes[0xb7ede] = 11;
        Files.write(stream, bytes);
        return stream.toString();
    }

    /** The stream shows the damaged byte, so whatever names the device leads to it; the worst finding comes first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "error while loading state for instance 0x0 of device '0000:00:05.0/vfio'",
                "error while loading state section id 41(0000:00:05.0/vfio)",
                "something new about 0000:00:05.0/vfio\nload of migration failed: Operation not supported",
                "0000:00:05.0: something new\nload of migration failed: Operation not supported",
                "0000:00:05.0: something new\nload of migration failed: Invalid argument"
            })
    void namedDevice_leadsToFindingsOfItsState(String message, @TempDir Path folder) throws IOException {
        String text = explain(message, streamWithDamagedState(folder));
        String place = "at 0xb7ede (753374), 0000:00:05.0/vfio: ";
        assertTrue(
                text.contains("where          " + place + "the state of this device has 1 error and 2 warnings"), text);
        int error =
                text.indexOf("error          0000:00:05.0/vfio: a part of this device's state is missing [INCOMPLETE]");
        int located =
                text.indexOf("warning        " + place + "at 0x4f1 of the state: the packet has the unknown type 11");
        int unlocated = text.indexOf("warning        0000:00:05.0/vfio: gt 0 lacks a GGTT packet");
        assertTrue(0 < error && error < located && located < unlocated, text);
        assertFalse(text.contains("no error was found in the stream"), text);
        assertFalse(text.contains("has no device with a driver"), text);
        assertEquals(
                message.startsWith("0000:00:05.0: "), text.contains("the address of this device in the guest"), text);
    }

    /**
     * One damaged byte has three findings, whose remedies contradict each other. Only that of the first in the state is
     * printed, and the others are not said to follow for certain.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "error while loading state for instance 0x0 of device '0000:00:05.0/vfio'",
                "0000:00:05.0: something new\nload of migration failed: Operation not supported"
            })
    void severalFindingsOfOneState_haveTheRemedyOfTheFirst(String message, @TempDir Path folder) throws IOException {
        String text = explain(message, streamWithDamagedState(folder));
        String remedy =
                "The first finding in the state of 0000:00:05.0/vfio is UNKNOWN_PACKET_TYPE, at 0x4f1 of the state;"
                        + " its remedy: load the state with the kernel that wrote it, or a newer one."
                        + " It may be the cause of the others: MISSING_PACKET, INCOMPLETE.";
        assertTrue(text.contains(remedy), text);
        assertEquals(2, text.split("its remedy", -1).length, text);
        assertFalse(text.contains("save the state again"), text);
    }

    @Test
    void deviceWithoutFindings_hasNoRemedy() {
        String text = explain(
                "error while loading state for instance 0x0 of device '0000:00:01.0/vfio'",
                "samples/streams/q35-two-uarts.qevm");
        assertFalse(text.contains("first finding"), text);
    }

    /** A stream has the addresses of the guest; those in a log are often of the host. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vfio 0000:00:05.0: something new",
                "mlx5_vfio_pci 0000:00:05.0: something new",
                "qemu-kvm -device vfio-pci,host=0000:00:05.0,id=x",
                "vfio 0000:3b:00.1: something new",
                "0000:00:05.0: something new"
            })
    void addressOfHost_hidesNoOtherDevice(String line, @TempDir Path folder) throws IOException {
        String stream = streamWithDamagedState(folder);
        String failure = "load of migration failed: Invalid argument";
        String text = explain(line + "\n" + failure, stream);
        for (String other : new String[] {"mtty returns EINVAL", "qat returns EINVAL"}) {
            assertTrue(explain(failure, stream).contains(other));
            assertTrue(text.contains(other), text);
        }
        boolean mayBeOfGuest = line.startsWith("0000:");
        assertEquals(mayBeOfGuest, text.contains("the text has the address of this device in the guest"), text);
    }

    @Test
    void errno_isComparedWithDriverOfNamedDevice(@TempDir Path folder) throws IOException {
        String stream = streamWithDamagedState(folder);
        String text = explain(
                "error while loading state for instance 0x0 of device '0000:00:05.0/vfio'\n"
                        + "load of migration failed: Operation not supported",
                stream);
        assertTrue(text.contains("the driver of this device (xe) is not known to return EOPNOTSUPP"), text);
        assertFalse(text.contains("mlx5"), text);
        String other = explain(
                "error while loading state for instance 0x0 of device '0000:00:09.0/vfio'\n"
                        + "load of migration failed: Operation not supported",
                stream);
        assertTrue(other.contains("has no device 0000:00:09.0/vfio"), other);
        assertFalse(other.contains("mlx5"), other);
    }

    /** An address in a text is a whole word. The path of a device behind a bridge begins with that of the bridge. */
    @ParameterizedTest
    @ValueSource(
            strings = {"0000:00:05.0:00.0: x", "10000:00:05.0: x", "0000:00:05.01: x", "0000:00:05.0/virtio-net: x"})
    void partOfAnAddress_namesNoDevice(String line, @TempDir Path folder) throws IOException {
        String text = explain(line + "\nload of migration failed: Bad message", streamWithDamagedState(folder));
        assertFalse(text.contains("the state of this device"), text);
        assertFalse(text.contains("the address of this device"), text);
    }

    /** The stream shows which devices have a driver that returns the errno. */
    @ParameterizedTest
    @ValueSource(strings = {"EINVAL", "Invalid argument"})
    void errnoAlone_namesDevicesOfTheStream(String word) {
        String text = explain(word, "samples/streams/q35-two-uarts.qevm");
        assertTrue(text.contains("0000:00:01.0/vfio: mtty returns EINVAL for leaving RESUMING"), text);
        assertFalse(text.contains("mlx5"), text);
    }

    /** A line that names a device of the stream is listed also without a word such as "error". */
    @Test
    void unexplainedLine_isListedIfItNamesDeviceOfTheStream() {
        String log = "0000:00:01.0: hm\n0000:00:09.0: hm\nload of migration failed: Bad address";
        String text = explain(log, "samples/streams/q35-two-uarts.qevm");
        assertTrue(
                text.endsWith("2 of 3 lines are not explained: lines 1, 2\n  line 1         0000:00:01.0: hm\n"), text);
    }

    /** A device without findings is not made suspect. */
    @Test
    void deviceWithoutFindings_isSaidToHaveNone() {
        String text = explain(
                "error while loading state for instance 0x0 of device '0000:00:01.0/vfio'",
                "samples/streams/q35-two-uarts.qevm");
        assertTrue(text.contains("no error and no warning was found in the state of this device"), text);
    }
}
