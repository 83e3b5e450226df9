// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.InspectionFindingCodes.MULTIFD_DUPLICATE_PACKET;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_INVALID_INDEX;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_TOO_MANY_PACKETS;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.migstream.device.DeviceDataStore;
import org.migstream.device.SavedDevice;
import org.migstream.device.SavedDevices;
import org.migstream.device.VfioConfig;
import org.migstream.device.VfioRecordEntry;
import org.migstream.inspect.checks.MissingChannels;
import org.migstream.io.LimitExceededException;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * Collects the packets of VFIO devices from all channels and joins them by index. The index of a packet gives the place
 * of its bytes in the device's data. Packets arrive in another order, so they are joined after all channels have been
 * read (QEMU hw/vfio/migration-multifd.c).
 */
public final class DevicePacketJoiner {
    /**
     * Maximum number of packets. This is 128 GiB of state, because QEMU sends packets of 1 MiB. The collected data of a
     * packet need some 200 bytes of memory.
     */
    private static final int MAX_PACKETS = 1 << 17;

    /** UINT32_MAX, which QEMU hw/vfio/migration-multifd.c refuses as an index. */
    private static final long INVALID_INDEX = 0xffff_ffffL;

    private final SavedDevices devices;
    private final FindingLog findings;
    private final MissingChannels missing;
    private final Map<SavedDevice, TreeMap<Long, DevicePacket>> packetsByDevice = new LinkedHashMap<>();
    private final Map<SavedDevice, DevicePacket> configsByDevice = new HashMap<>();
    private int packetCount;

    /**
     * A packet of a VFIO device.
     *
     * @param entry the offset of the packet in the channel, and its index
     * @param config the configuration; null if the packet has data
     * @param content the kept data; null if the packet has a configuration or the data could not be kept
     */
    private record DevicePacket(
            VfioRecordEntry entry, @Nullable VfioConfig config, DeviceDataStore.@Nullable DataRange content) {
        boolean isConfig() {
            return config != null;
        }
    }

    /**
     * @param devices receives the joined packets; a device that is only in channels is added to it
     * @param missing receives the packets that are missing; the caller reports them
     */
    public DevicePacketJoiner(SavedDevices devices, FindingLog findings, MissingChannels missing) {
        this.devices = devices;
        this.findings = findings;
        this.missing = missing;
    }

    /** Adds a packet with the configuration of a device. */
    void addConfig(SectionKey key, VfioRecordEntry entry, VfioConfig config) throws IOException {
        add(key, new DevicePacket(entry, config, null));
    }

    /** Adds a packet with data of a device; {@code content} is null if they could not be kept. */
    void addData(SectionKey key, VfioRecordEntry entry, DeviceDataStore.@Nullable DataRange content)
            throws IOException {
        add(key, new DevicePacket(entry, null, content));
    }

    private void add(SectionKey key, DevicePacket packet) throws IOException {
        VfioRecordEntry entry = packet.entry();
        if (++packetCount > MAX_PACKETS) {
            throw new LimitExceededException(
                    MULTIFD_TOO_MANY_PACKETS, entry.offset(), "more than " + MAX_PACKETS + " device-state packets");
        }
        if (entry.index() == INVALID_INDEX) {
            error(
                    key,
                    entry,
                    MULTIFD_INVALID_INDEX,
                    "the packet has index 0x%x, which QEMU refuses".formatted(INVALID_INDEX));
            return;
        }
        SavedDevice device = devices.getOrCreate(key, entry.offset());
        DevicePacket other = packet.isConfig() ? configsByDevice.putIfAbsent(device, packet) : null;
        if (other == null) {
            other = packetsByDevice
                    .computeIfAbsent(device, d -> new TreeMap<>())
                    .putIfAbsent(entry.index(), packet);
        }
        if (other != null) {
            error(
                    key,
                    entry,
                    MULTIFD_DUPLICATE_PACKET,
                    "packet " + entry.index() + " of this device repeats the packet at 0x"
                            + Long.toHexString(other.entry().offset()) + " of "
                            + other.entry().channel() + " and is ignored");
        }
    }

    private void error(SectionKey key, VfioRecordEntry entry, FindingCode code, String message) {
        findings.add(Finding.at(entry.offset(), Severity.ERROR, code, message), key, entry.channel());
    }

    /**
     * Adds the collected packets to their devices, in the order of their indexes.
     *
     * @param allChannelsGiven whether the recordings of all channels were read, so that a gap is an error
     */
    public void join(boolean allChannelsGiven) throws IOException {
        for (Map.Entry<SavedDevice, TreeMap<Long, DevicePacket>> entry : packetsByDevice.entrySet()) {
            SavedDevice device = entry.getKey();
            for (DevicePacket packet : entry.getValue().values()) {
                if (packet.config() != null) {
                    device.addConfigPacket(packet.entry(), packet.config());
                } else {
                    device.addDataPacket(packet.entry(), packet.content());
                }
            }
            if (allChannelsGiven) {
                findGap(entry.getValue()).ifPresent(gap -> reportMissing(device, gap));
            }
        }
        for (SavedDevice device : devices.all()) {
            if (allChannelsGiven && device.isSentOverMultifd() && !packetsByDevice.containsKey(device)) {
                reportMissing(device, "all packets of this device are missing");
            }
        }
    }

    /** Returns a description of the first gap between indexes; empty if there is none. */
    private static Optional<String> findGap(SortedMap<Long, DevicePacket> packets) {
        long next = 0;
        boolean configIsLast = false;
        for (Map.Entry<Long, DevicePacket> packet : packets.entrySet()) {
            long index = packet.getKey();
            configIsLast = packet.getValue().isConfig();
            if (index != next) {
                return Optional.of(
                        index == next + 1
                                ? "packet " + next + " of this device is missing"
                                : "packets " + next + " to " + (index - 1) + " of this device are missing");
            }
            next++;
        }
        return configIsLast
                ? Optional.empty()
                : Optional.of("packet " + next
                        + " of this device is missing, and with it the configuration, which is in the last packet");
    }

    private void reportMissing(SavedDevice device, String problem) {
        device.markPacketsMissing();
        missing.addDeviceGap(device.requiredKey(), problem);
    }
}
