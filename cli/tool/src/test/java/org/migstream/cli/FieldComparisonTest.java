// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.stream.StreamBuilder;

/** Tests the comparison of fields that QEMU compares with a property of its device after it has read them. */
class FieldComparisonTest {
    private static final String REFUSED = "QEMU refuses to load the first input into the machine of the second";

    @TempDir
    private Path folder;

    /** Columns: two machines that refuse the stream of each other, the message of QEMU 11.1.3. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    q35-virtio-mem | q35-virtio-mem-block-4m | Property 'block-size' changed from 0x200000 to 0x400000
                    q35-virtio-mem-block-4m | q35-virtio-mem | Property 'block-size' changed from 0x400000 to 0x200000
                    q35-virtio-mem | q35-virtio-mem-memaddr  | Property 'memaddr' changed from 0x100000000 to 0x108000000
                    q35-virtio-mem-memaddr | q35-virtio-mem  | Property 'memaddr' changed from 0x108000000 to 0x100000000
                    q35-e1000e | q35-e1000e-subsys           | device properties (subsys/subsys_ven) differ
                    q35-e1000e-subsys | q35-e1000e           | device properties (subsys/subsys_ven) differ
                    """, quoteCharacter = '`')
    void propertyOfDevice_mustBeEqual(String stream, String target, String message) throws IOException {
        byte[] saved = MachineStreams.bytes(stream);
        CommandRun run = MachineStreams.check(folder, saved, MachineStreams.bytes(target));
        assertEquals(1, run.exit(), run.stdout());
        String first = run.stdout().lines().findFirst().orElse("");
        assertTrue(first.contains(": INCOMPATIBLE with "), first);
        assertTrue(first.contains(message + " [FIELD_MISMATCH]"), first);
        assertTrue(diff().contains(REFUSED), diff());
        assertEquals(0, MachineStreams.check(folder, saved, saved).exit());
    }

    /** Columns: device, structure, subsection, field, type and its bytes, values of stream and target, verdict, text. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hpet | hpet | | num_timers_save | uint8 | 1 | 3 | 3 | COMPATIBLE |
                    hpet | hpet | | num_timers_save | uint8 | 1 | 3 | 8 | INCOMPATIBLE | hpet/num_timers must match
                    hpet | hpet | | num_timers | uint8 | 1 | 3 | 8 | COMPATIBLE |
                    dimm | spapr_nvdimm_states | | hcall_flush_required | bool | 1 | 1 | 0 | INCOMPATIBLE | Invalid argument
                    spapr | spapr | spapr/cap/htm | mig.caps[0x00] | uint8 | 1 | 0 | 1 | COMPATIBLE |
                    spapr | spapr | spapr/cap/htm | mig.caps[0x00] | uint8 | 1 | 1 | 1 | COMPATIBLE |
                    spapr | spapr | spapr/cap/htm | mig.caps[0x00] | uint8 | 1 | 2 | 1 | INCOMPATIBLE \
                     | cap-htm higher level (2) in incoming stream than on destination (1)
                    spapr | spapr | spapr/cap/htm | mig.caps[0x00] | uint8 | 1 | 1 | | NOT KNOWN TO BE COMPATIBLE \
                     | only the stream shows <spapr/cap/htm>.mig.caps[0x00]
                    spapr | spapr | spapr/cap/htm | mig.caps[0x00] | uint8 | 1 | | 1 | NOT KNOWN TO BE COMPATIBLE \
                     | only the target shows <spapr/cap/htm>.mig.caps[0x00]
                    cpu | cpu | cpu/tsc_khz | env.tsc_khz | int64 | 8 | 2000 | 2000 | COMPATIBLE |
                    cpu | cpu | cpu/tsc_khz | env.tsc_khz | int64 | 8 | 2000 | 3000 | NOT KNOWN TO BE COMPATIBLE \
                     | Mismatch between user-specified TSC frequency and migrated TSC frequency
                    cpu | cpu | cpu/tsc_khz | env.tsc_khz | int64 | 8 | 2000 | | COMPATIBLE |
                    """)
    void fieldOfTable_isComparedByItsRelation(
            String device,
            String structure,
            String subsection,
            String field,
            String type,
            int size,
            Long saved,
            Long local,
            String verdict,
            String text)
            throws IOException {
        byte[] stream = machine(device, structure, subsection, field, type, size, saved);
        byte[] target = machine(device, structure, subsection, field, type, size, local);
        CommandRun run = MachineStreams.check(folder, stream, target);
        String first = run.stdout().lines().findFirst().orElse("");
        assertTrue(first.contains(": " + verdict + " with "), run.stdout());
        assertTrue(text == null || run.stdout().contains(text), run.stdout());
        assertEquals(verdict.equals("INCOMPATIBLE"), diff().contains(REFUSED), diff());
    }

    /** A machine older than 8.0 writes the properties into the state of the virtio device. */
    @Test
    void propertyInVirtioState_mustBeEqual() throws IOException {
        CommandRun run = MachineStreams.check(folder, memory(0x20_0000, 0), memory(0x40_0000, 0));
        assertTrue(run.stdout().contains(": INCOMPATIBLE with "), run.stdout());
        assertTrue(
                run.stdout().contains("QEMU reports: Property 'block-size' changed from 0x200000 to 0x400000"),
                run.stdout());
        assertTrue(diff().contains(REFUSED), diff());
        CommandRun node = MachineStreams.check(folder, memory(0x20_0000, 0), memory(0x20_0000, 1));
        assertTrue(node.stdout().contains("QEMU reports: Property 'node' changed from 0 to 1"), node.stdout());
        assertEquals(
                0,
                MachineStreams.check(folder, memory(0x20_0000, 1), memory(0x20_0000, 1))
                        .exit());
    }

    private static byte[] memory(long blockSize, int node) {
        ByteBuffer properties = ByteBuffer.allocate(28);
        properties
                .putLong(0x1_0000_0000L)
                .putLong(0x800_0000)
                .putLong(blockSize)
                .putInt(node);
        return virtio("pc-q35-7.2", "virtio-mem", 128, 0, properties.array());
    }

    /** Columns: machine, size and address of the queue of the target, verdict. The stream has a queue of 256. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    pc-q35-11.1 | 256 | 0    | COMPATIBLE
                    pc-q35-11.1 | 512 | 0    | COMPATIBLE
                    pc-q35-11.1 | 64  | 0    | INCOMPATIBLE
                    pc-q35-11.1 | 64  | 4096 | NOT KNOWN TO BE COMPATIBLE
                    pc-q35-10.0 | 64  | 0    | NOT KNOWN TO BE COMPATIBLE
                    pc-q35-10.0 | 64  | 4096 | NOT KNOWN TO BE COMPATIBLE
                    """)
    void largerQueue_isNeverCompatible(String machine, int size, long address, String verdict) throws IOException {
        byte[] stream = virtio(machine, "virtio-blk", 256, 0);
        byte[] target = virtio(machine, "virtio-blk", size, address);
        CommandRun run = MachineStreams.check(folder, stream, target);
        assertTrue(run.stdout().contains(": " + verdict + " with "), run.stdout());
    }

    private String diff() throws IOException {
        return CommandRun.of(
                        InputStream.nullInputStream(),
                        "diff",
                        folder.resolve("stream").toString(),
                        folder.resolve("target").toString())
                .stdout();
    }

    /** Returns a machine with a device that has one field, in a subsection if it is not null; none if value is null. */
    private static byte[] machine(
            String device, String structure, String subsection, String field, String type, int size, Long value) {
        ByteBuffer bytes = ByteBuffer.allocate(300).put((byte) 7);
        StringBuilder json = new StringBuilder("{\"name\": \"first\", \"type\": \"uint8\", \"size\": 1}");
        String described = "{\"name\": \"" + field + "\", \"type\": \"" + type + "\", \"size\": " + size + "}";
        if (subsection == null) {
            json.append(", ").append(described).append(']');
        } else {
            json.append(']');
        }
        if (subsection != null && value != null) {
            bytes.put((byte) 5).put((byte) subsection.length());
            bytes.put(subsection.getBytes(StandardCharsets.US_ASCII)).putInt(1);
            json.append(", \"subsections\": [{\"vmsd_name\": \"" + subsection + "\", \"version\": 1, \"fields\": ["
                    + described + "]}]");
        }
        if (value != null) {
            if (size == 1) {
                bytes.put(value.byteValue());
            } else {
                bytes.putLong(value);
            }
        }
        byte[] payload = new byte[bytes.position()];
        bytes.flip().get(payload);
        return section("pc-q35-11.1", device, structure, payload, json.toString());
    }

    private static byte[] section(String machine, String device, String structure, byte[] payload, String fields) {
        return new StreamBuilder()
                .header()
                .configuration(machine)
                .ramStart(1, 0x1000)
                .full(2, device)
                .opaqueBytes(payload)
                .footer()
                .endOfStream()
                .vmdesc("{\"page_size\": 4096, \"devices\": [{\"name\": \"" + device
                        + "\", \"instance_id\": 0, \"vmsd_name\": \"" + structure
                        + "\", \"version\": 1, \"fields\": [" + fields + "}]}")
                .bytes();
    }

    /** Returns a machine with a virtio device without MSI-X that has one queue. */
    private static byte[] virtio(String machine, String device, int size, long address, byte... rest) {
        ByteBuffer bytes = ByteBuffer.allocate(400);
        bytes.putInt(2).putShort((short) 0xf41a).put(new byte[254]).put(new byte[16]);
        bytes.put((byte) 0).put((byte) 0).putShort((short) 0).putInt(0).putInt(0);
        bytes.putInt(1).putInt(size).putLong(address).putShort((short) 0);
        bytes.put(rest);
        byte[] payload = new byte[bytes.position()];
        bytes.flip().get(payload);
        return section(
                machine,
                "0000:00:06.0/" + device,
                device,
                payload,
                "{\"name\": \"virtio\", \"type\": \"virtio\", \"size\": " + payload.length + "}]");
    }
}
