// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.stream.StreamBuilder;

/** Tests the comparison of virtio devices on buses other than PCI, and of the backends of network cards. */
class VirtioBusComparisonTest {
    private static final String MMIO = "virtio-mmio@000000000a003e00/";
    private static final int MAC_SIZE = 6;
    private static final int VLAN_SIZE = 512;

    @TempDir
    private Path folder;

    private CommandRun check(byte[] stream, byte[] target, String verdict) throws IOException {
        CommandRun run = MachineStreams.check(folder, stream, target);
        assertTrue(run.stdout().contains(": " + verdict + " with "), run.stdout());
        return run;
    }

    /** Columns: size and address of the queue of the target, verdict. The stream has a queue of 256. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    256 | 0    | COMPATIBLE
                    512 | 4096 | COMPATIBLE
                    64  | 0    | INCOMPATIBLE
                    64  | 4096 | NOT KNOWN TO BE COMPATIBLE
                    """)
    void largerQueueOverMmio_isNeverCompatible(int size, long address, String verdict) throws IOException {
        check(mmio("virtio-blk", 256, 0), mmio("virtio-blk", size, address), verdict);
    }

    @Test
    void serialPortsOverMmio_mustBeEqual() throws IOException {
        byte[] one = mmio("virtio-console", 128, 0, serialPorts(1));
        check(one, one, "COMPATIBLE");
        CommandRun run = check(mmio("virtio-console", 128, 0, serialPorts(3)), one, "INCOMPATIBLE");
        assertTrue(run.stdout().contains("the serial ports have the map 0x00000003"), run.stdout());
    }

    @Test
    void deviceThatOneSideCannotRead_isUnknown() throws IOException {
        byte[] readable = mmio("virtio-blk", 256, 0);
        byte[] unknown = new byte[100];
        Arrays.fill(unknown, (byte) -1);
        byte[] unreadable = section("virt-11.1", MMIO + "virtio-blk", unknown);
        check(unreadable, unreadable, "COMPATIBLE");
        check(readable, unreadable, "NOT KNOWN TO BE COMPATIBLE");
        check(unreadable, readable, "NOT KNOWN TO BE COMPATIBLE");
    }

    /** The state of a CCW device begins with that of its subchannel, which is not read. */
    @Test
    void differentStatesOverCcw_areUnknown() throws IOException {
        byte[] first = section("s390-ccw-virtio-7.2", "/fe.0.0000/virtio-net", new byte[200]);
        byte[] changed = new byte[200];
        changed[150] = 1;
        byte[] second = section("s390-ccw-virtio-7.2", "/fe.0.0000/virtio-net", changed);
        check(first, first, "COMPATIBLE");
        CommandRun run = check(first, second, "NOT KNOWN TO BE COMPATIBLE");
        assertTrue(run.stdout().contains("its queues and properties were not compared"), run.stdout());
    }

    /** Columns: offset from has_vnet_hdr, QEMU's message. */
    @ParameterizedTest
    @CsvSource({
        "3,  virtio-net: saved image requires vnet_hdr=on",
        "10, virtio-net: saved image requires TUN_F_UFO support",
    })
    void propertyOfNetworkBackend_mustExistAtTarget(int offset, String message) throws IOException {
        byte[] plain = MachineStreams.bytes("check-a");
        byte[] flagged = plain.clone();
        flagged[vnetHeader(plain) + offset] = 1;
        CommandRun run = check(flagged, plain, "INCOMPATIBLE");
        assertTrue(run.stdout().contains("QEMU reports: " + message), run.stdout());
        check(plain, flagged, "COMPATIBLE");
        check(flagged, flagged, "COMPATIBLE");
    }

    /** Returns the offset of has_vnet_hdr, which follows the address, the filters and the VLANs of the card. */
    private static int vnetHeader(byte[] stream) {
        int mac = 0;
        int end = MachineStreams.afterName(stream, "0000:00:07.0/virtio-rng");
        for (int at = MachineStreams.afterName(stream, "0000:00:06.0/virtio-net"); at < end; at++) {
            mac = (ByteBuffer.wrap(stream).getInt(at) & -256) == 0x52540000 ? at : mac;
        }
        int count = mac + 18;
        return count + 4 + MAC_SIZE * ByteBuffer.wrap(stream).getInt(count) + VLAN_SIZE;
    }

    private static byte[] serialPorts(int map) {
        return ByteBuffer.allocate(12).putInt(0).putInt(31).putInt(map).array();
    }

    private static byte[] mmio(String device, int size, long address, byte... rest) {
        ByteBuffer bytes = ByteBuffer.allocate(200);
        bytes.putInt(0).putInt(0).putInt(12);
        bytes.put((byte) 0).put((byte) 0).putShort((short) 0).putInt(0).putInt(0);
        bytes.putInt(1).putInt(size).putInt(4096).putLong(address).putShort((short) 0);
        bytes.put(rest);
        byte[] payload = new byte[bytes.position()];
        bytes.flip().get(payload);
        return section("virt-11.1", MMIO + device, payload);
    }

    private static byte[] section(String machine, String idstr, byte[] payload) {
        return new StreamBuilder()
                .header()
                .configuration(machine)
                .ramStart(1, 0x1000)
                .full(2, idstr)
                .opaqueBytes(payload)
                .footer()
                .endOfStream()
                .vmdesc("{\"page_size\": 4096, \"devices\": [{\"name\": \"" + idstr
                        + "\", \"instance_id\": 0, \"vmsd_name\": \"virtio\", \"version\": 1, \"fields\": ["
                        + "{\"name\": \"virtio\", \"type\": \"virtio\", \"size\": " + payload.length + "}]}]}")
                .bytes();
    }
}
