// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.InspectionFindingCodes.MULTIFD_CUT_CHANNEL;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_DUPLICATE_CHANNEL;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_DUPLICATE_PACKET;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_UNKNOWN_BLOCK;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_UUID;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.inspect.report.StreamReport.ChannelSummary;
import org.migstream.report.FindingLog;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;
import org.migstream.stream.MultifdPacket.MultifdInitPacket;
import org.migstream.stream.MultifdRamPacket;

/**
 * Checks that the given channels are all channels of one migration, and that they are complete. A channel may end after
 * any packet, so only a comparison with the other channels shows that it is truncated: RAM packets are numbered over
 * all channels from 0 on, and all channels synchronise equally often (QEMU migration/multifd.c {@code
 * multifd_send_sync_main}).
 */
public final class MultifdChannelCheck {
    /** Numbers from this limit on are not checked; 16 million packets of 512 KiB are 8 TiB of memory. */
    private static final int MAX_PACKET_NUMBER = 1 << 24;

    /** Maximum number of RAM blocks to check; no machine has so many. */
    private static final int MAX_BLOCKS = 1 << 10;

    private record PageLocation(String channel, long offset) {}

    private final FindingLog findings;
    private final MissingChannels missing;
    private final Map<String, PageLocation> firstPageByBlock = new HashMap<>();
    private final BitSet packetNumbers = new BitSet();
    private final Map<Integer, String> channelNamesById = new HashMap<>();
    /** Channels for which a repeated packet was reported. Each channel gets one such report. */
    private final Set<String> channelsWithDuplicates = new HashSet<>();

    private @Nullable UUID uuid;
    /**
     * Whether QEMU 9.0 or later wrote the channels. QEMU before 9.0 loses and repeats packet numbers; its
     * synchronisation packets have room for pages.
     */
    private boolean hasReliableNumbers = true;

    /**
     * @param findings receives the findings
     * @param missing receives what is missing; the caller reports it
     */
    public MultifdChannelCheck(FindingLog findings, MissingChannels missing) {
        this.findings = findings;
        this.missing = missing;
    }

    /** Adds the first packet of a channel. */
    public void addChannel(MultifdInitPacket init, String channel) {
        String other = channelNamesById.putIfAbsent(init.id(), channel);
        if (other != null) {
            error(
                    MULTIFD_DUPLICATE_CHANNEL,
                    init.offset(),
                    "channel " + init.id() + " is also recorded in " + other,
                    channel);
        }
        if (uuid == null) {
            uuid = init.uuid();
        } else if (!uuid.equals(init.uuid())) {
            error(
                    MULTIFD_UUID,
                    init.offset(),
                    "this channel belongs to the VM " + init.uuid() + ", but another channel to " + uuid,
                    channel);
        }
    }

    /** Adds a RAM packet. */
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
            error(MULTIFD_DUPLICATE_PACKET, packet.offset(), "packet " + number + " is repeated", channel);
        }
        packetNumbers.set((int) number);
    }

    /**
     * Compares all channels, after the last packet.
     *
     * @param channels all channels that were read
     * @param ram the blocks of the main stream; null if it has none
     */
    public void finish(List<ChannelSummary> channels, @Nullable RamSummary ram) {
        if (ram != null) {
            ram.blocks().forEach(block -> firstPageByBlock.remove(block.name()));
            firstPageByBlock.forEach((name, place) -> error(
                    MULTIFD_UNKNOWN_BLOCK,
                    place.offset(),
                    "the packet has pages of the RAM block \"" + name + "\", which the main stream does not list",
                    place.channel()));
        }
        checkPacketNumbers();
        checkChannelIds();
        checkSynchronisations(channels);
    }

    private void checkPacketNumbers() {
        int first = packetNumbers.nextClearBit(0);
        int gaps = packetNumbers.length() - packetNumbers.cardinality();
        if (hasReliableNumbers && gaps > 0) {
            missing.setPacketGap(
                    gaps == 1
                            ? "packet " + first + " is missing"
                            : gaps + " packets are missing, the first of them is number " + first);
        }
    }

    private void checkChannelIds() {
        int highest = channelNamesById.keySet().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(-1);
        for (int id = 0; id < highest; id++) {
            if (!channelNamesById.containsKey(id)) {
                missing.addChannel(id);
            }
        }
    }

    private void checkSynchronisations(List<ChannelSummary> channels) {
        long maximum =
                channels.stream().mapToLong(ChannelSummary::syncPackets).max().orElse(0);
        for (ChannelSummary channel : channels) {
            if (channel.syncPackets() < maximum) {
                error(
                        MULTIFD_CUT_CHANNEL,
                        channel.bytes(),
                        "the channel is truncated: it has "
                                + PrintableText.formatCount(channel.syncPackets(), "synchronisation")
                                + ", but another channel has " + maximum,
                        channel.name());
            }
        }
    }

    private void error(FindingCode code, long offset, String message, String channel) {
        findings.add(Finding.at(offset, Severity.ERROR, code, message), null, channel);
    }
}
