// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.CheckFindingCodes.NOT_ALL_READ;
import static org.migstream.report.CheckFindingCodes.TARGET_FAILED;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.pci.PciSlot;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.profile.Profile;
import org.migstream.report.PrintableText;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Facts;
import org.migstream.spi.Finding;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;

/**
 * Checks only the first bytes of a state. This is needed for a state that comes from a pipe and is too large to store.
 * Most drivers write the values that they compare at the start of the state. The result is never compatible: it is
 * unknown or incompatible.
 */
public final class FirstBytesCheck {
    private final CheckRequest request;
    private final TargetInput.QueriedDevice target;
    private final @Nullable Profile savedProfile;

    /**
     * Creates a check against one target.
     *
     * @param request selects the decoder
     * @param target the device that will load the state
     * @param savedProfile the profile of the saved device, which {@code save} writes before the stream; null if there
     *     is none. The profile is used only to find incompatibilities
     */
    public FirstBytesCheck(CheckRequest request, TargetInput.QueriedDevice target, @Nullable Profile savedProfile) {
        this.request = request;
        this.target = target;
        this.savedProfile = savedProfile;
    }

    /**
     * Returns the errors, the information and a failure of the target. One warning that the state was not read
     * completely replaces all other warnings.
     *
     * @param device the device of the stream
     * @param head the first bytes of its state
     * @throws IOException if the fields of the state cannot be stored
     */
    public List<Reason> check(SavedDevice device, byte[] head) throws IOException {
        DeviceIdentity identity = savedProfile == null ? DeviceIdentity.UNKNOWN : savedProfile.identity();
        Optional<PluginDecoder> decoder = findDecoder(device, identity, head);
        // A null resource is not closed.
        try (DecodedState state =
                decoder.isEmpty() ? null : decoder.get().decode(new ByteArrayInputStream(head), false)) {
            ReasonList reasons = new ReasonList();
            TargetDevice targetDevice = new TargetReader(request).queriedDevice(target);
            new TargetCheck(
                            request.decoders().plugins(),
                            new DeviceReport(device, identity, state),
                            targetDevice,
                            placement(device),
                            reasons)
                    .runOnFirstBytes(mergedFacts(state), savedProfile == null ? null : savedProfile.function());
            return replaceWarnings(reasons.toList(), head.length);
        }
    }

    /** Returns the place of the saved device. Its machine type is at the end of the stream, which was not read yet. */
    private PciPlacement placement(SavedDevice device) {
        PciSlot slot = savedProfile == null ? null : savedProfile.slot();
        return slot == null ? PciPlacement.ofIdstr(device.requiredKey().idstr(), "") : PciPlacement.of(slot, "");
    }

    private Optional<PluginDecoder> findDecoder(SavedDevice device, DeviceIdentity identity, byte[] head) {
        byte[] first = Arrays.copyOf(head, Math.min(head.length, StateDecoder.HEAD_LENGTH));
        return request.decoders().chosenByUser(device.requiredKey()).or(() -> request.decoders()
                .chooseDecoderByHead(
                        device.requiredKey(), request.decoders().plugins().match(identity, first)));
    }

    /**
     * Returns the facts of the state and, unless another driver wrote the state, those of the profile. A fact of the
     * state replaces the fact of the profile with the same key.
     */
    private Facts mergedFacts(@Nullable DecodedState state) {
        SortedMap<String, String> facts = new TreeMap<>();
        if (savedProfile != null && (state == null || state.decoder().equals(savedProfile.driver()))) {
            facts.putAll(savedProfile.facts().all());
        }
        if (state != null) {
            facts.putAll(state.facts().all());
        }
        return Facts.of(facts);
    }

    private static List<Reason> replaceWarnings(List<Reason> all, int byteCount) {
        List<Reason> reasons = new ArrayList<>(all);
        reasons.removeIf(reason -> reason.finding().severity() == Severity.WARNING
                && !reason.finding().code().equals(TARGET_FAILED.code()));
        reasons.add(new Reason(
                Finding.of(
                        Severity.WARNING,
                        NOT_ALL_READ,
                        "only the first " + PrintableText.formatCount(byteCount, "byte") + " of this device's"
                                + " state were checked; the rest is checked when it has arrived"),
                Optional.empty(),
                Optional.empty()));
        return reasons;
    }
}
