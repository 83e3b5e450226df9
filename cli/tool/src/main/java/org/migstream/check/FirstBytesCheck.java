// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.profile.Profile;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Facts;
import org.migstream.spi.Finding;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;

/**
 * What speaks against a state of which hardly more than the first bytes are known, because the rest comes through a pipe
 * and is too much to wait for. Most drivers put in front what they compare. Nothing of this makes a state compatible.
 */
public final class FirstBytesCheck {
    private final CheckRequest request;
    private final TargetInput.QueriedDevice target;
    private final Profile savedProfile;

    /**
     * @param request who decodes
     * @param target the device that shall load it
     * @param note what its saver wrote in front of the stream about the device it was saved from; null if nothing. It is
     *     believed only where it speaks against
     */
    public FirstBytesCheck(CheckRequest request, TargetInput.QueriedDevice target, Profile note) {
        this.request = request;
        this.target = target;
        this.savedProfile = note;
    }

    /**
     * The errors, the notes, and one warning that not all is known.
     *
     * @param device of the stream
     * @param head the first bytes of its state, as many as there are so far or as one cares to look at
     */
    public List<Reason> check(SavedDevice device, byte[] head) throws IOException {
        DeviceIdentity identity = savedProfile == null ? DeviceIdentity.UNKNOWN : savedProfile.identity();
        Optional<PluginDecoder> decoder = findDecoder(device, identity, head);
        DecodedState state = decoder.isEmpty() ? null : decoder.get().decode(new ByteArrayInputStream(head), false);
        try {
            ReasonList reasons = new ReasonList();
            TargetDevice described = Target.of(target, request).devices().get(0);
            new TargetCheck(request.decoders().plugins(), new DeviceReport(device, identity, state), described, reasons)
                    .runOnFirstBytes(mergedFacts(state), savedProfile == null ? null : savedProfile.config());
            return withoutWarnings(reasons.toList(), head.length);
        } finally {
            if (state != null) {
                state.close();
            }
        }
    }

    private Optional<PluginDecoder> findDecoder(SavedDevice device, DeviceIdentity identity, byte[] head) {
        byte[] first = Arrays.copyOf(head, Math.min(head.length, StateDecoder.HEAD_LENGTH));
        return request.decoders().chosenByUser(device.key()).or(() -> request.decoders()
                .chooseDecoderByHead(device.key(), request.decoders().plugins().match(identity, first)));
    }

    private Facts mergedFacts(DecodedState state) {
        SortedMap<String, String> facts = new TreeMap<>();
        if (savedProfile != null && (state == null || state.decoder().equals(savedProfile.driver()))) {
            facts.putAll(savedProfile.facts().all());
        }
        if (state != null) {
            facts.putAll(state.facts().all());
        }
        return Facts.of(facts);
    }

    private static List<Reason> withoutWarnings(List<Reason> all, int known) {
        List<Reason> reasons = new ArrayList<>(all);
        reasons.removeIf(reason -> reason.finding().severity() == Severity.WARNING);
        reasons.add(new Reason(
                Finding.of(
                        Severity.WARNING,
                        "NOT_ALL_READ",
                        "judged by the first " + known + " bytes of its state; the rest is judged when it is there"),
                Optional.empty(),
                Optional.empty()));
        return reasons;
    }
}
