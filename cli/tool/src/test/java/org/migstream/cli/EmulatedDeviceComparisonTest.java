// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.stream.Captures;
import org.migstream.stream.StreamBuilder;

/** Tests the comparison of the state of emulated devices, and of the extended space of VFIO devices by their bus. */
class EmulatedDeviceComparisonTest {
    private static final byte[] STREAM = MachineStreams.bytes("check-a");

    /** The root port's configuration space follows name, instance, version and the version of PCIDevice. */
    private static final int ROOT_PORT = MachineStreams.afterName(STREAM, "0000:00:02.0/pcie-root-port") + 12;

    private static final int VIRTIO_NET = MachineStreams.afterName(STREAM, "0000:00:06.0/virtio-net") + 12;
    private static final int PCIBUS = MachineStreams.afterName(STREAM, "PCIBUS") + 8;

    @TempDir
    private Path folder;

    /** Columns: offset in the configuration space, verdict, text. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0x00 | INCOMPATIBLE               | 0000:00:02.0/pcie-root-port: 0x00 Vendor ID
                    0x08 | INCOMPATIBLE               | 0x08 Revision ID
                    0x0e | INCOMPATIBLE               | 0x0e Header Type
                    0x34 | INCOMPATIBLE               | 0x34 Capabilities Pointer
                    0x68 | INCOMPATIBLE               | 0x68 Express Slot Capabilities
                    0x102 | INCOMPATIBLE              | 0x100 Extended Capability Header
                    0x04 | COMPATIBLE                 | [NOT_IN_STREAM]
                    0x3c | COMPATIBLE                 | [NOT_IN_STREAM]
                    0x5c | COMPATIBLE                 | [NOT_IN_STREAM]
                    """)
    void configurationSpaceOfPort_isComparedLikeQemu(String offset, String verdict, String text) throws IOException {
        byte[] target = STREAM.clone();
        target[ROOT_PORT + Integer.decode(offset)] ^= 1;
        CommandRun run = MachineStreams.check(folder, STREAM, target);
        assertTrue(run.stdout().contains(": " + verdict + " with "), run.stdout());
        assertTrue(run.stdout().contains(text), run.stdout());
    }

    @Test
    void presenceInSlot_isNotComparedByEveryQemu() throws IOException {
        CommandRun run = MachineStreams.check(folder, STREAM, MachineStreams.bytes("check-b-root-port-slot-status"));
        assertEquals(1, run.exit());
        String first = run.stdout().lines().findFirst().orElseThrow();
        assertTrue(first.contains("NOT KNOWN TO BE COMPATIBLE"), first);
        assertTrue(first.contains("0000:00:02.0/pcie-root-port: 0x6e Express Slot Status"), first);
        assertTrue(
                first.contains("get_pci_config_device: Bad config data: i=0x6e read: 0 device: 40 cmask: ff wmask: 0"
                        + " w1cmask:19 [pci.config-uncertain]"),
                first);
    }

    @Test
    void configurationSpaceOfVirtioDevice_isFoundInItsState() throws IOException {
        byte[] target = STREAM.clone();
        int control = VIRTIO_NET + 0x9a;
        target[control] ^= 1;
        CommandRun run = MachineStreams.check(folder, STREAM, target);
        assertEquals(1, run.exit());
        assertTrue(
                run.stdout()
                        .contains("at 0x" + Integer.toHexString(control) + " (" + control
                                + "): 0000:00:06.0/virtio-net: 0x9a MSI-X Message Control: stream table size"),
                run.stdout());
        assertTrue(run.stdout().contains("Bad config data: i=0x9a"), run.stdout());
    }

    @Test
    void comparedFields_areReportedWithTheMessageOfQemu() throws IOException {
        byte[] equal = STREAM.clone();
        equal[PCIBUS + 3] ^= 1;
        CommandRun run = MachineStreams.check(folder, STREAM, equal);
        assertTrue(run.stdout().contains("PCIBUS: nirq is"), run.stdout());
        assertTrue(
                run.stdout()
                        .contains("QEMU reports: %x != %x [FIELD_MISMATCH]"
                                .formatted(equal[PCIBUS + 3], STREAM[PCIBUS + 3])),
                run.stdout());
        byte[] maximum = STREAM.clone();
        maximum[ROOT_PORT - 1] = 1;
        assertTrue(MachineStreams.check(folder, STREAM, maximum)
                .stdout()
                .contains("QEMU reports: Invalid value 2 expecting positive value <= 1 [FIELD_MISMATCH]"));
        assertFalse(MachineStreams.check(folder, maximum, STREAM).stdout().contains("[FIELD_MISMATCH]"));
    }

    @Test
    void registersOfArmCpu_areComparedAsSet() throws IOException {
        byte[] old = MachineStreams.bytes("arm-7.2");
        byte[] recent = MachineStreams.bytes("arm-11.1");
        String first = MachineStreams.check(folder, recent, old).stdout();
        assertTrue(
                first.contains("QEMU reports: Invalid value 362 expecting positive value <= 304 [FIELD_MISMATCH]"),
                first);
        String second = MachineStreams.check(folder, old, recent).stdout();
        assertTrue(second.contains("cpu: the CPU in the target does not have 2 system registers"), second);
        assertTrue(second.contains("[CPU_REGISTERS_MISSING]"), second);
        assertEquals(0, MachineStreams.check(folder, old, old).exit());
    }

    /** QEMU 11.1.3 refuses both directions: "Missing section footer for 0000:00:1f.0/ICH9LPC". */
    @Test
    void lengthThatTheTargetDecides_mustBeEqual() throws IOException {
        byte[] one = MachineStreams.bytes("q35-base");
        byte[] two = MachineStreams.bytes("q35-smp2");
        CommandRun run = MachineStreams.check(folder, one, two);
        assertEquals(1, run.exit());
        String first = run.stdout().lines().findFirst().orElse("");
        assertTrue(first.contains(": INCOMPATIBLE with "), first);
        assertTrue(
                first.contains(
                        "0000:00:1f.0/ICH9LPC: pm.<ich9_pm/cpuhp>.cpuhp_state.devs has the length 1 in the stream"
                                + " and 2 in the target"),
                first);
        assertTrue(first.contains("maxcpus of the option -smp decides it"), first);
        assertTrue(first.contains("[FIELD_LENGTH]"), first);
        assertTrue(MachineStreams.check(folder, two, one).stdout().contains("cpuhp_state.devs has the length 2"));
        assertFalse(MachineStreams.check(folder, two, two).stdout().contains("[FIELD_LENGTH]"));
    }

    /** The target's QEMU has the subsection, because its machine type shows the version, but does not need it now. */
    @Test
    void knownSubsectionOfTheStream_isNoReason() throws IOException {
        String text = new String(STREAM, StandardCharsets.ISO_8859_1);
        String name = "pckbd/extended_state";
        assertTrue(text.contains(name));
        byte[] other = text.replace(name, "pckbd/extended_statf").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(0, MachineStreams.check(folder, STREAM, other).exit());
        CommandRun unknown = MachineStreams.check(folder, other, STREAM);
        assertEquals(1, unknown.exit());
        assertTrue(unknown.stdout().contains("whether the target can load it is unknown"), unknown.stdout());
    }

    /** QEMU 7.2 without -icount has no object for the timer in this subsection: its process ends. */
    @Test
    void subsectionThatNeedsAnOptionOfTheTarget_isUnknown() throws IOException {
        byte[] with = MachineStreams.bytes("none-icount");
        byte[] without = MachineStreams.bytes("none");
        CommandRun run = MachineStreams.check(folder, with, without);
        assertEquals(1, run.exit());
        assertTrue(run.stdout().contains("NOT KNOWN TO BE COMPATIBLE"), run.stdout());
        assertTrue(run.stdout().contains("<timer/icount/warp_timer>"), run.stdout());
        assertEquals(0, MachineStreams.check(folder, without, with).exit());
    }

    @Test
    void versionOfStructure_isUnknown() throws IOException {
        byte[] target = STREAM.clone();
        String text = new String(target, StandardCharsets.ISO_8859_1);
        String version = "\"vmsd_name\": \"PCIDevice\", \"version\": ";
        target[text.indexOf(version) + version.length()]++;
        CommandRun run = MachineStreams.check(folder, STREAM, target);
        assertTrue(run.stdout().contains("NOT KNOWN TO BE COMPATIBLE"), run.stdout());
        assertTrue(run.stdout().contains("[STRUCTURE_VERSION]"), run.stdout());
    }

    /** Columns: text of the vmdescription, its replacement of the same length in the target. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "name": "nirq", "type": "int32 equal"       | "name": "nirx", "type": "int32 equal"
                    "name": "irq_count", "array_len"            | "name": "irq_counx", "array_len"
                    """)
    void otherFields_areUnknown(String described, String replacement) throws IOException {
        String text = new String(STREAM, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains(described), described);
        byte[] target = text.replace(described, replacement).getBytes(StandardCharsets.ISO_8859_1);
        CommandRun run = MachineStreams.check(folder, STREAM, target);
        assertEquals(1, run.exit());
        assertTrue(run.stdout().contains("NOT KNOWN TO BE COMPATIBLE"), run.stdout());
        assertTrue(run.stdout().contains("[FIELDS_NOT_COMPARED]"), run.stdout());
        assertFalse(run.stdout().contains("SectionKey["), run.stdout());
    }

    @Test
    void fieldNameOverLimit_isNotSupported() throws IOException {
        String field = "{\"name\": \"nirq\"";
        String text = new String(STREAM, StandardCharsets.ISO_8859_1);
        int json = text.indexOf("{\"configuration\"");
        int at = text.indexOf(field);
        assertTrue(at > 0 && json > 0);
        String longer =
                text.substring(0, at) + "{\"name\": \"" + "n".repeat(600) + "\"" + text.substring(at + field.length());
        byte[] stream = longer.getBytes(StandardCharsets.ISO_8859_1);
        int length = ByteBuffer.wrap(stream, json - 4, 4).getInt() + longer.length() - text.length();
        ByteBuffer.wrap(stream, json - 4, 4).putInt(length);
        byte[] target = stream.clone();
        target[PCIBUS + 3] ^= 1;
        CommandRun run = MachineStreams.check(folder, stream, target);
        assertEquals(4, run.exit(), run.stdout());
        assertFalse(run.stdout().contains(": COMPATIBLE with"), run.stdout());
    }

    @Test
    void targetWithoutVmdescription_isUnknown() throws IOException {
        int json = new String(STREAM, StandardCharsets.ISO_8859_1).indexOf("{\"configuration\"");
        byte[] target = Arrays.copyOf(STREAM, json - 5);
        CommandRun run = MachineStreams.check(folder, STREAM, target);
        assertEquals(1, run.exit());
        assertTrue(run.stdout().contains("NOT KNOWN TO BE COMPATIBLE"), run.stdout());
        assertTrue(run.stdout().contains("[FIELDS_NOT_COMPARED]"), run.stdout());
    }

    /** Like {@code spapr_cpu} of QEMU, which only has subsections. */
    @Test
    void sectionOfZeroBytes_isCompared() throws IOException {
        byte[] stream = new StreamBuilder()
                .header()
                .configuration("pseries-7.2")
                .ramStart(1, 0x1000)
                .full(2, "spapr_cpu")
                .footer()
                .endOfStream()
                .vmdesc("{\"page_size\": 4096, \"devices\": [{\"name\": \"spapr_cpu\", \"instance_id\": 0,"
                        + " \"vmsd_name\": \"spapr_cpu\", \"version\": 1, \"fields\": []}]}")
                .bytes();
        CommandRun run = MachineStreams.check(folder, stream, stream);
        assertFalse(run.stdout().contains("[FIELDS_NOT_COMPARED]"), run.stdout());
        assertTrue(run.stdout().contains("[NOT_IN_STREAM]"), run.stdout());
    }

    @Test
    void extendedSpaceOfVfioDevice_isComparedOnExpressBusOnly() throws IOException {
        byte[] express = Captures.bytes("lab/q35-six-plain.qevm");
        byte[] conventional = withMachine(express, "pc-i440fx-10.0");
        byte[] other = withMachine(express, "none-of-them");
        assertTrue(checkWithOtherAer(express).contains("i=0x108"));
        assertTrue(checkWithOtherAer(express).contains("[pci.config-mismatch]"));
        assertFalse(checkWithOtherAer(conventional).contains("[pci.config-"));
        assertTrue(checkWithOtherAer(other).contains("[pci.config-uncertain]"));
    }

    /** Checks against the same stream with another byte in the AER capability of its first VFIO device. */
    private String checkWithOtherAer(byte[] stream) throws IOException {
        byte[] target = stream.clone();
        String text = new String(stream, StandardCharsets.ISO_8859_1);
        String name = "0000:00:01.0/vfio";
        int full = text.indexOf(name, text.indexOf(name) + 1) + name.length();
        target[full + 4 + 4 + 8 + 4 + 0x108] ^= 1;
        return MachineStreams.check(folder, stream, target).stdout();
    }

    private static byte[] withMachine(byte[] stream, String machine) {
        int old = stream[12];
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        changed.write(stream, 0, 12);
        changed.write(machine.length());
        changed.writeBytes(machine.getBytes(StandardCharsets.ISO_8859_1));
        changed.write(stream, 13 + old, stream.length - 13 - old);
        return changed.toByteArray();
    }
}
