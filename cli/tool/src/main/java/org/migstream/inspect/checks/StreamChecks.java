// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.migstream.device.QemuVersionRange;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioConfig;
import org.migstream.inspect.report.ChannelSummary;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.report.FindingLog;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioConfigLayout;

/** What can be said only when everything has been read. */
public final class StreamChecks {
    private final FindingLog findings;

    public StreamChecks(FindingLog findings) {
        this.findings = findings;
    }

    /** Of the stream as a whole. */
    public void checkStream(StreamOutline frame, ReadOutcome outcome, QemuVersionRange dialect) {
        if (outcome == ReadOutcome.COMPLETE && frame.vmdesc() == null && !findings.hasCode("vmdesc.malformed")) {
            findings.add(Finding.at(
                    frame.endOfStream().end(),
                    Severity.WARNING,
                    "stream.no-description",
                    "no description follows the end of the stream: the devices' states are complete, but either the"
                            + " source was told to leave it out (suppress-vmdesc) or the input was cut right here"));
        }
        if (dialect.isContradictory()) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    "stream.dialect",
                    "no QEMU known writes all that is in here: " + String.join("; ", dialect.evidence())));
        }
    }

    /** Whether the channels given, if any, are what this stream needs. */
    public void checkChannels(StreamOutline frame, List<SavedDevice> devices, List<ChannelSummary> channels) {
        boolean pagesElsewhere = frame.ram() != null && frame.ram().multifdFlushes() > 0;
        if (pagesElsewhere && channels.isEmpty()) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    "multifd.channels-needed",
                    "guest memory went over multifd channels: give their recordings with --channel"));
        }
        for (SavedDevice device : devices) {
            if (device.isSentOverMultifd() && !device.isInMainStream()) {
                findings.add(
                        Finding.of(
                                Severity.ERROR,
                                "multifd.unknown-device",
                                "a channel has state of this device, which the main stream does not know: it belongs to"
                                        + " another migration"),
                        device.key(),
                        null);
            }
        }
    }

    /** Of a device that was asked for but is not there. */
    public void reportMissingDevice(String idstr, List<SavedDevice> present) {
        String names =
                present.stream().map(device -> '"' + device.key().idstr() + '"').collect(Collectors.joining(", "));
        findings.add(Finding.of(
                Severity.ERROR,
                "vfio.no-such-device",
                "no VFIO device \"" + idstr + "\"; there "
                        + (present.isEmpty() ? "are none" : present.size() == 1 ? "is " + names : "are " + names)));
    }

    /** Of one device; {@code channels} tells whether recordings of channels were given. */
    public void checkDevice(SavedDevice device, boolean channels, ReadOutcome outcome) {
        if (device.config() != null && device.totalBytes().bytes() == 0 && outcome == ReadOutcome.COMPLETE) {
            findings.add(
                    Finding.of(
                            Severity.WARNING,
                            "vfio.no-data",
                            "the stream has this device's configuration, but not a byte of its state"),
                    device.key(),
                    null);
        }
        if (device.config() != null) {
            checkConfig(device.key(), device.config());
        } else if (device.isSentOverMultifd() && !channels) {
            findings.add(
                    Finding.of(
                            Severity.WARNING,
                            "multifd.channels-needed",
                            "this device's state went over multifd channels: give their recordings with --channel"),
                    device.key(),
                    null);
        } else if (!device.isSentOverMultifd() && outcome == ReadOutcome.COMPLETE) {
            findings.add(
                    Finding.of(
                            Severity.ERROR,
                            "vfio.no-config",
                            "the stream has no configuration for this device, which QEMU always sends"),
                    device.key(),
                    null);
        }
    }

    private void checkConfig(SectionKey key, VfioConfig config) {
        VfioConfigLayout layout = config.record().layout();
        if (layout.ambiguous()) {
            findings.add(
                    Finding.at(
                            config.configSpaceOffset(),
                            Severity.WARNING,
                            "vfio.config-ambiguous",
                            "the device's configuration can be taken apart in several ways: " + layout.spaceBytes()
                                    + " bytes of configuration space and " + layout.msixVectors()
                                    + " MSI-X vectors are assumed"),
                    key,
                    config.channel());
        }
        if (config.configSpace() != null) {
            for (Finding finding : config.pciConfiguration().findings()) {
                findings.add(atStreamOffset(finding, config), key, config.channel());
            }
        } else if (config.length() > 0) {
            findings.add(
                    Finding.at(
                            config.configSpaceOffset(),
                            Severity.WARNING,
                            "vfio.config-layout",
                            "the device's configuration has no known layout, so it is not decoded"),
                    key,
                    config.channel());
        }
    }

    /** From an offset in the configuration space to one in the stream. */
    private static Finding atStreamOffset(Finding finding, VfioConfig config) {
        OptionalLong offset = finding.offset().isPresent()
                ? OptionalLong.of(config.configSpaceOffset() + finding.offset().getAsLong())
                : OptionalLong.empty();
        return new Finding(finding.severity(), finding.code(), finding.message(), offset);
    }
}
