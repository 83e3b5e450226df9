// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import static org.migstream.report.InspectionFindingCodes.PLUGIN_AMBIGUOUS;
import static org.migstream.report.InspectionFindingCodes.PLUGIN_REFUSED;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.container.ForeignFormat;
import org.migstream.device.VfioConfig;
import org.migstream.io.ByteSource;
import org.migstream.pci.PciConfiguration;
import org.migstream.plugin.MatchResult;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.RefusedPlugin;
import org.migstream.report.FindingLog;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Finding;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.stream.SectionKey;

/** Finds the decoder for a state by the rules of {@link DecoderChoice} and reports plugins that failed. */
final class DecoderFinder {
    private final DecoderChoice choice;
    private final FindingLog findings;
    private boolean refusedPluginsReported;

    DecoderFinder(DecoderChoice choice, FindingLog findings) {
        this.choice = choice;
        this.findings = findings;
    }

    /** Returns the identity of the device with this saved configuration. */
    static DeviceIdentity identityOf(@Nullable VfioConfig config) {
        PciConfiguration pci = config == null ? null : config.pciConfiguration();
        if (pci == null) {
            return DeviceIdentity.UNKNOWN;
        }
        DeviceIdentity identity = DeviceIdentity.of(new PciId(pci.vendorId(), pci.deviceId()));
        return pci.subsystemId().isEmpty()
                ? identity
                : identity.withSubsystem(new PciId(
                        pci.subsystemVendorId().getAsInt(), pci.subsystemId().getAsInt()));
    }

    /** Finds the decoder for a device. */
    Optional<PluginDecoder> find(SectionKey device, DeviceIdentity identity, byte[] head) {
        Optional<PluginDecoder> chosen = choice.chosenByUser(device);
        if (chosen.isPresent()) {
            return chosen;
        }
        MatchResult match = matchAndReport(identity, head);
        Optional<PluginDecoder> found = choice.chooseDecoder(device, match);
        if (found.isEmpty()) {
            reportTie(match, device);
        }
        return found;
    }

    /** Finds the decoder for an input that is not a stream; none in a file of another known format. */
    Optional<RawDataDecoder> findForRawData(ByteSource source) throws IOException {
        if (choice.rawDecoder() != null) {
            return choice.rawChosenByUser().map(decoder -> new RawDataDecoder(decoder, true));
        }
        byte[] head = new byte[source.available(StateDecoder.HEAD_LENGTH)];
        for (int i = 0; i < head.length; i++) {
            head[i] = (byte) source.peek8(i);
        }
        if (head.length == 0 || ForeignFormat.detect(source).isPresent()) {
            return Optional.empty();
        }
        Optional<PluginDecoder> expected = choice.expectedForRawData();
        MatchResult match = expected.isPresent()
                ? choice.plugins().match(DeviceIdentity.UNKNOWN, head)
                : matchAndReport(DeviceIdentity.UNKNOWN, head);
        Optional<PluginDecoder> recognised = match.likelyDecoder().or(() -> expected);
        if (recognised.isPresent()) {
            return recognised.map(decoder -> new RawDataDecoder(decoder, true));
        }
        if (match.match().compareTo(Match.LIKELY) >= 0) {
            reportTie(match, null);
        }
        return match.uniqueDecoder().map(decoder -> new RawDataDecoder(decoder, false));
    }

    private MatchResult matchAndReport(DeviceIdentity identity, byte[] head) {
        MatchResult match = choice.plugins().match(identity, head);
        match.failures().forEach(findings::add);
        if (!refusedPluginsReported) {
            refusedPluginsReported = true;
            for (RefusedPlugin refused : choice.plugins().refused()) {
                findings.add(Finding.of(
                        Severity.INFO, PLUGIN_REFUSED, refused.origin() + " is not used: " + refused.reason()));
            }
        }
        return match;
    }

    private void reportTie(MatchResult match, @Nullable SectionKey device) {
        if (!match.tiedNames().isEmpty()) {
            findings.add(
                    Finding.of(
                            Severity.WARNING,
                            PLUGIN_AMBIGUOUS,
                            "several plugins match the state equally well (" + String.join(", ", match.tiedNames())
                                    + "), so none decodes it: choose one with --decoder "
                                    + (device == null ? "NAME" : device.idstr() + "=NAME")),
                    device,
                    null);
        }
    }
}
