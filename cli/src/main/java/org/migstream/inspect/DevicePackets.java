// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.migstream.device.VfioConfig;
import org.migstream.device.VfioDevice;
import org.migstream.device.VfioDevices;
import org.migstream.io.LimitExceededException;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/**
 * The packets of all VFIO devices on all channels. Their indexes, not their arrival, say how they follow each other, so
 * a device's bytes can be joined only when every channel has been read (QEMU hw/vfio/migration-multifd.c).
 */
final class DevicePackets {
    private static final int MAX_PACKETS = 1 << 18;

    private final boolean digesting;
    private final FindingLog findings;
    private final Map<SectionKey, TreeMap<Long, DevicePacket>> devices = new LinkedHashMap<>();
    private int count;

    DevicePackets(boolean digesting, FindingLog findings) {
        this.digesting = digesting;
        this.findings = findings;
    }

    boolean isEmpty() {
        return devices.isEmpty();
    }

    /** Takes apart a configuration. */
    VfioConfig config(VfioRecord.Config record, InputStream body) throws IOException {
        return VfioConfig.of(body.readNBytes((int) record.bodyLength()), record.layout(), digesting);
    }

    void add(SectionKey key, DevicePacket packet) throws LimitExceededException {
        if (++count > MAX_PACKETS) {
            throw new LimitExceededException(
                    "multifd.too-many-packets", packet.offset(), "more than " + MAX_PACKETS + " device-state packets");
        }
        DevicePacket other = devices.computeIfAbsent(key, k -> new TreeMap<>()).putIfAbsent(packet.idx(), packet);
        if (other != null) {
            findings.add(
                    Finding.at(
                            packet.offset(),
                            Severity.ERROR,
                            "multifd.duplicate-packet",
                            "packet " + packet.idx() + " of this device was already at 0x"
                                    + Long.toHexString(other.offset()) + " of " + other.channel()),
                    key,
                    packet.channel());
        }
    }

    /**
     * Gives every device its packets, in their order.
     *
     * @param complete whether all channels should be there, so that a gap is an error
     */
    void join(VfioDevices known, boolean complete) throws IOException {
        for (Map.Entry<SectionKey, TreeMap<Long, DevicePacket>> entry : devices.entrySet()) {
            VfioDevice device = known.device(
                    entry.getKey(), entry.getValue().firstEntry().getValue().offset());
            for (DevicePacket packet : entry.getValue().values()) {
                if (packet.isConfig()) {
                    device.packetConfig(packet.entry(), packet.config());
                } else {
                    device.packetData(
                            packet.entry(),
                            packet.content() == null ? null : packet.content().open());
                }
            }
            if (complete) {
                gaps(entry.getKey(), entry.getValue());
            }
        }
        for (VfioDevice device : known.all()) {
            if (complete && device.sentOverMultifd() && !devices.containsKey(device.key())) {
                missing(device.key(), "packet 0 and all others of this device are missing");
            }
        }
    }

    private void gaps(SectionKey key, TreeMap<Long, DevicePacket> packets) {
        long next = 0;
        for (DevicePacket packet : packets.values()) {
            if (packet.idx() != next) {
                String which =
                        packet.idx() == next + 1 ? "packet " + next : "packets " + next + " to " + (packet.idx() - 1);
                missing(key, which + " of this device missing between those that are there");
                return;
            }
            next++;
        }
        if (!packets.lastEntry().getValue().isConfig()) {
            missing(
                    key,
                    "packet " + next + " of this device is missing, and with it its configuration, which comes last");
        }
    }

    private void missing(SectionKey key, String what) {
        findings.add(
                Finding.of(
                        Severity.ERROR,
                        "multifd.missing-packet",
                        what + ": a channel was cut or is not given; QEMU can call such a migration completed"),
                key,
                null);
    }
}
