// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.InspectionFindingCodes.MULTIFD_CHANNELS_NEEDED;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_MISSING_PACKET;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.inspect.report.StreamReport.ChannelSummary;
import org.migstream.report.FindingLog;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * Collects what is missing on the multifd channels of a stream, and reports it as one finding: it has one cause, a
 * recording that was not given or that is truncated.
 *
 * <p>No stream contains the number of its channels ({@code multifd-channels} of the source). Known are only the ids of
 * the recordings, which QEMU counts from 0 (migration/multifd.c {@code multifd_send_initial_packet}).
 */
public final class MissingChannels {
    private static final String TRUNCATED_OR_NOT_GIVEN = ": a channel is truncated or not given";

    private static final int MAX_LISTED_IDS = 8;

    private final List<Integer> ids = new ArrayList<>();
    private final Map<SectionKey, String> deviceGaps = new LinkedHashMap<>();
    private @Nullable String packetGap;

    /** Adds the id of a channel that must exist, because a recording has a higher id. */
    void addChannel(int id) {
        ids.add(id);
    }

    /** Sets the RAM packets that are missing between others, such as {@code packet 3 is missing}. */
    void setPacketGap(String problem) {
        packetGap = problem;
    }

    /** Adds the packets of a device that are missing, such as {@code packet 3 of this device is missing}. */
    public void addDeviceGap(SectionKey device, String problem) {
        deviceGaps.put(device, problem);
    }

    /**
     * Reports everything that is missing.
     *
     * @param outline of the main stream; empty if it is not an input
     * @param devices all VFIO devices of all inputs
     * @param channels the recordings that were read
     * @param channelsGiven whether recordings were given
     */
    public void report(
            StreamOutline outline,
            List<SavedDevice> devices,
            List<ChannelSummary> channels,
            boolean channelsGiven,
            FindingLog findings) {
        if (!channelsGiven) {
            reportAll(outline, devices, findings);
        } else if (!ids.isEmpty()) {
            findings.add(error(MULTIFD_CHANNELS_NEEDED, missingIds() + missingContent()));
        } else {
            reportGaps(findings);
            if (packetGap == null && deviceGaps.isEmpty()) {
                reportMissingPages(outline, channels, findings);
            }
        }
    }

    /** Reports a main stream without channels. */
    private static void reportAll(StreamOutline outline, List<SavedDevice> devices, FindingLog findings) {
        List<String> parts = new ArrayList<>();
        if (hasPagesOnChannels(outline)) {
            parts.add("guest memory");
        }
        List<SavedDevice> elsewhere = devices.stream()
                .filter(device -> device.isInMainStream() && device.hasUnreadMultifdData())
                .toList();
        if (elsewhere.size() == 1) {
            parts.add("the state of " + elsewhere.get(0).requiredKey().idstr());
        } else if (!elsewhere.isEmpty()) {
            parts.add("the states of " + PrintableText.formatCount(elsewhere.size(), "device"));
        }
        if (!parts.isEmpty()) {
            findings.add(error(
                    MULTIFD_CHANNELS_NEEDED,
                    "all multifd channels are missing, and with them " + String.join(" and ", parts)
                            + ": give the recordings of all channels with --channel (the stream does not contain their"
                            + " number; it is the parameter multifd-channels of the source, by default 2)"));
        }
    }

    /**
     * Returns whether the source used multifd: pages or states of devices are on channels. If not, the source may have
     * used it all the same, because not each version of QEMU shows it in the main stream.
     *
     * @param outline of the main stream
     * @param devices the VFIO devices of the main stream
     */
    public static boolean isUsed(StreamOutline outline, List<SavedDevice> devices) {
        return hasPagesOnChannels(outline) || devices.stream().anyMatch(SavedDevice::isSentOverMultifd);
    }

    /**
     * Returns whether the pages of the guest went over channels. QEMU 8.1 and later mark each flush of the channels.
     * Earlier versions send no mark: their main streams have zero pages, and no page with content.
     */
    public static boolean hasPagesOnChannels(StreamOutline outline) {
        RamSummary ram = outline.ram();
        return ram != null
                && (ram.multifdFlushes() > 0
                        || ram.contentPages() == 0
                                && ram.zeroPages() > 0
                                && isWholePrecopy(outline)
                                && ram.zeroPages() < ram.pageCount());
    }

    /** Returns whether the stream was read to its end and did not switch to postcopy. */
    private static boolean isWholePrecopy(StreamOutline outline) {
        return outline.endOfStream() != null && !outline.postcopy();
    }

    private String missingIds() {
        if (ids.size() == 1) {
            return "channel " + ids.get(0) + " is missing";
        }
        String list = ids.stream().limit(MAX_LISTED_IDS).map(String::valueOf).collect(Collectors.joining(", "));
        return ids.size() + " channels (" + list + (ids.size() > MAX_LISTED_IDS ? ", ..." : "") + ") are missing";
    }

    private String missingContent() {
        List<String> parts = new ArrayList<>();
        if (packetGap != null) {
            parts.add("guest memory");
        }
        if (!deviceGaps.isEmpty()) {
            parts.add("state of " + PrintableText.formatCount(deviceGaps.size(), "device"));
        }
        return (parts.isEmpty()
                        ? ""
                        : ", and with " + (ids.size() == 1 ? "it " : "them ") + String.join(" and ", parts))
                + ": give the recordings of all channels with --channel";
    }

    private void reportGaps(FindingLog findings) {
        if (deviceGaps.size() == 1 && packetGap == null) {
            deviceGaps.forEach((device, problem) ->
                    findings.add(error(MULTIFD_MISSING_PACKET, problem + TRUNCATED_OR_NOT_GIVEN), device, null));
            return;
        }
        List<String> problems = new ArrayList<>();
        if (packetGap != null) {
            problems.add(packetGap);
        }
        deviceGaps.forEach((device, problem) -> problems.add(device.idstr() + ": " + problem));
        if (!problems.isEmpty()) {
            findings.add(error(MULTIFD_MISSING_PACKET, String.join("; ", problems) + TRUNCATED_OR_NOT_GIVEN));
        }
    }

    /**
     * Reports pages that no input has. Only a warning, because the guest may have reported free pages (virtio-balloon),
     * which the source does not send. This is the only evidence in streams of QEMU before 9.0, whose packets have no
     * reliable numbers.
     */
    private static void reportMissingPages(StreamOutline outline, List<ChannelSummary> channels, FindingLog findings) {
        RamSummary ram = outline.ram();
        if (ram == null || ram.contentPages() > 0 || !isWholePrecopy(outline)) {
            return;
        }
        long read = ram.zeroPages()
                + channels.stream()
                        .mapToLong(channel -> channel.normalPages() + channel.zeroPages())
                        .sum();
        if (read < ram.pageCount()) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    MULTIFD_CHANNELS_NEEDED,
                    "guest memory has " + ram.pageCount() + " pages, but the inputs have at most " + read
                            + " of them: a channel is missing, or the guest reported free pages"));
        }
    }

    private static Finding error(FindingCode code, String message) {
        return Finding.of(Severity.ERROR, code, message);
    }
}
