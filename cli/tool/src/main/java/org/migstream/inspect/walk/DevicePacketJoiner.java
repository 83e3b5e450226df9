// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.migstream.device.SavedDevice;
import org.migstream.device.SavedDevices;
import org.migstream.device.VfioRecordEntry;
import org.migstream.io.LimitExceededException;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * The packets of all VFIO devices on all channels. Their indexes, not their arrival, say how they follow each other, so
 * a device's bytes can be joined only when every channel has been read (QEMU hw/vfio/migration-multifd.c).
 */
public final class DevicePacketJoiner {
    /** QEMU fills packets of 1 MiB, so this is 128 GiB of state; a packet takes some 200 bytes of memory. */
    private static final int MAX_PACKETS = 1 << 17;

    /** QEMU hw/vfio/migration-multifd.c refuses UINT32_MAX. */
    private static final long INVALID_INDEX = 0xffff_ffffL;

    private final SavedDevices vfioDevices;
    private final FindingLog findings;
    private final Map<SavedDevice, TreeMap<Long, DevicePacket>> packetsByDevice = new LinkedHashMap<>();
    private final Map<SavedDevice, DevicePacket> configsByDevice = new HashMap<>();
    private int packetCount;

    /** @param known takes the packets in the end; devices that only channels have become known to it */
    public DevicePacketJoiner(SavedDevices known, FindingLog findings) {
        this.vfioDevices = known;
        this.findings = findings;
    }

    void add(SectionKey key, DevicePacket packet) throws IOException {
        VfioRecordEntry entry = packet.entry();
        if (++packetCount > MAX_PACKETS) {
            throw new LimitExceededException(
                    "multifd.too-many-packets", entry.offset(), "more than " + MAX_PACKETS + " device-state packets");
        }
        if (entry.index() == INVALID_INDEX) {
            findings.add(
                    Finding.at(
                            entry.offset(),
                            Severity.ERROR,
                            "multifd.invalid-index",
                            "the packet has the index 0x%x, which stands for none".formatted(INVALID_INDEX)),
                    key,
                    entry.channel());
            return;
        }
        SavedDevice device = vfioDevices.getOrCreate(key, entry.offset());
        DevicePacket other = packet.isConfig() ? configsByDevice.putIfAbsent(device, packet) : null;
        if (other == null) {
            other = packetsByDevice
                    .computeIfAbsent(device, d -> new TreeMap<>())
                    .putIfAbsent(entry.index(), packet);
        }
        if (other != null) {
            findings.add(
                    Finding.at(
                            entry.offset(),
                            Severity.ERROR,
                            "multifd.duplicate-packet",
                            "packet " + entry.index() + " of this device repeats the one at 0x"
                                    + Long.toHexString(other.entry().offset()) + " of "
                                    + other.entry().channel() + ", which counts"),
                    key,
                    entry.channel());
        }
    }

    /**
     * Gives every device its packets, in their order.
     *
     * @param complete whether all channels should be there, so that a gap is an error
     */
    public void join(boolean complete) throws IOException {
        for (Map.Entry<SavedDevice, TreeMap<Long, DevicePacket>> entry : packetsByDevice.entrySet()) {
            SavedDevice device = entry.getKey();
            for (DevicePacket packet : entry.getValue().values()) {
                if (packet.isConfig()) {
                    device.addConfigPacket(packet.entry(), packet.config());
                } else {
                    device.addDataPacket(packet.entry(), packet.content());
                }
            }
            if (complete) {
                reportGap(device, entry.getValue());
            }
        }
        for (SavedDevice device : vfioDevices.all()) {
            if (complete && device.isSentOverMultifd() && !packetsByDevice.containsKey(device)) {
                reportMissing(device, "packet 0 and all others of this device are missing");
            }
        }
    }

    private void reportGap(SavedDevice device, TreeMap<Long, DevicePacket> packets) {
        long next = 0;
        for (long idx : packets.keySet()) {
            if (idx != next) {
                String which = idx == next + 1 ? "packet " + next : "packets " + next + " to " + (idx - 1);
                reportMissing(device, which + " of this device missing between those that are there");
                return;
            }
            next++;
        }
        if (!packets.lastEntry().getValue().isConfig()) {
            reportMissing(
                    device,
                    "packet " + next + " of this device is missing, and with it its configuration, which comes last");
        }
    }

    private void reportMissing(SavedDevice device, String what) {
        device.markPacketsMissing();
        findings.add(
                Finding.of(
                        Severity.ERROR,
                        "multifd.missing-packet",
                        what + ": a channel was cut or is not given; QEMU can call such a migration completed"),
                device.key(),
                null);
    }
}
