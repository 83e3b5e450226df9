// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.migstream.inspect.report.ChannelSummary;
import org.migstream.inspect.report.RamSummary;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.MultifdInitPacket;
import org.migstream.stream.MultifdRamPacket;

/**
 * Whether the channels are those of one migration, all of them and whole. A channel may end behind any packet, so only
 * the others tell that it was cut: RAM packets are numbered over all channels from 0 on, and all channels synchronise
 * equally often (QEMU migration/multifd.c {@code multifd_send_sync_main}).
 */
public final class MultifdChannelCheck {
    /** Numbers beyond are not watched; 16 million packets of 512 KiB are 8 TiB of memory. */
    private static final int MAX_PACKET_NUMBER = 1 << 24;

    /** More blocks than any machine has. */
    private static final int MAX_BLOCKS = 1 << 10;

    /** Where something was met first. */
    private record PageLocation(String channel, long offset) {}

    private final FindingLog findings;
    /** The blocks whose pages came, and where the first did. */
    private final Map<String, PageLocation> firstPageByBlock = new HashMap<>();

    private final BitSet packetNumbers = new BitSet();
    private final Map<Integer, String> channelNamesById = new HashMap<>();
    /** Channels of which one repeated packet has been reported; it is seldom alone. */
    private final Set<String> channelsWithDuplicates = new HashSet<>();

    private UUID uuid;
    /** Before QEMU 9.0, whose synchronisations have no room for pages, numbers were lost and came twice. */
    private boolean hasReliableNumbers = true;

    /** @param findings takes what is wrong */
    public MultifdChannelCheck(FindingLog findings) {
        this.findings = findings;
    }

    /** A channel begins. */
    public void addChannel(MultifdInitPacket init, String channel) {
        String other = channelNamesById.putIfAbsent(init.id(), channel);
        if (other != null) {
            error(
                    "multifd.duplicate-channel",
                    init.offset(),
                    "channel " + init.id() + " is " + other + " already",
                    channel);
        }
        if (uuid == null) {
            uuid = init.uuid();
        } else if (!uuid.equals(init.uuid())) {
            error(
                    "multifd.uuid",
                    init.offset(),
                    "the channel of the VM " + init.uuid() + ", another one of " + uuid,
                    channel);
        }
    }

    /** A RAM packet. */
    public void addRamPacket(MultifdRamPacket packet, String channel) {
        hasReliableNumbers &= !packet.sync() || packet.pagesAlloc() == 0;
        if (packet.normalPages() + packet.zeroPages() > 0 && firstPageByBlock.size() < MAX_BLOCKS) {
            firstPageByBlock.putIfAbsent(packet.block(), new PageLocation(channel, packet.offset()));
        }
        long number = packet.packetNum();
        if (!hasReliableNumbers || number < 0 || number >= MAX_PACKET_NUMBER) {
            return;
        }
        if (packetNumbers.get((int) number) && channelsWithDuplicates.add(channel)) {
            error(
                    "multifd.duplicate-packet",
                    packet.offset(),
                    "a packet with the number " + number + " was there before",
                    channel);
        }
        packetNumbers.set((int) number);
    }

    /**
     * Judges them all together.
     *
     * @param channels those that have been read
     * @param ram the blocks of the main stream; null if it has none
     */
    public void finish(List<ChannelSummary> channels, RamSummary ram) {
        if (ram != null) {
            ram.blocks().forEach(block -> firstPageByBlock.remove(block.name()));
            firstPageByBlock.forEach((name, place) -> error(
                    "multifd.unknown-block",
                    place.offset(),
                    "pages of the RAM block \"" + name + "\", which the main stream does not announce",
                    place.channel()));
        }
        int first = packetNumbers.nextClearBit(0);
        int lost = packetNumbers.length() - packetNumbers.cardinality();
        if (hasReliableNumbers && lost > 0) {
            reportMissing(
                    lost == 1
                            ? "the packet with the number " + first + " is missing"
                            : lost + " packets are missing, the first of them number " + first);
        }
        int highest = channelNamesById.keySet().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(-1);
        for (int id = 0; id < highest; id++) {
            if (!channelNamesById.containsKey(id)) {
                reportMissing("channel " + id + " is missing");
            }
        }
        long most =
                channels.stream().mapToLong(ChannelSummary::syncPackets).max().orElse(0);
        for (ChannelSummary channel : channels) {
            if (channel.syncPackets() < most) {
                findings.add(
                        Finding.at(
                                channel.bytes(),
                                Severity.ERROR,
                                "multifd.cut-channel",
                                "the channel synchronises " + channel.syncPackets() + " times, another one " + most
                                        + " times: its end is missing"),
                        null,
                        channel.name());
            }
        }
    }

    private void reportMissing(String what) {
        findings.add(
                Finding.of(Severity.ERROR, "multifd.missing-packet", what + ": a channel was cut or is not given"));
    }

    private void error(String code, long offset, String message, String channel) {
        findings.add(Finding.at(offset, Severity.ERROR, code, message), null, channel);
    }
}
