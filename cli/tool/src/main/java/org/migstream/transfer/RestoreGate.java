// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.migstream.check.CheckReport;
import org.migstream.check.CheckRequest;
import org.migstream.check.DeviceCheck;
import org.migstream.check.FirstBytesCheck;
import org.migstream.check.StreamChecker;
import org.migstream.check.TargetInput;
import org.migstream.container.Input;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.DecoderChoice;
import org.migstream.inspect.DecoderChoice.ExpectedDecoders;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.report.StreamReport;
import org.migstream.profile.Profile;
import org.migstream.profile.ProfileException;
import org.migstream.profile.SavedProfiles;
import org.migstream.spi.PciId;
import org.migstream.spi.Reason;

/**
 * The two gates: before a device is given its first byte, and before it is let out of RESUMING. What they know is what
 * {@code check} says of the stream, with the devices here as its targets.
 */
final class RestoreGate {
    private static final int FIRST_GATE = 1;
    private static final int SECOND_GATE = 2;

    private final RestoreRequest request;
    private final Input input;
    private final List<RestoreTarget> targets;

    /** @param destinations all of them, which have been opened */
    RestoreGate(RestoreRequest request, Input input, List<RestoreTarget> destinations) {
        this.request = request;
        this.input = input;
        this.targets = destinations;
    }

    /** How the stream is to be inspected, so that a check can be made of it. */
    InspectRequest inspectRequest() {
        return InspectRequest.plain(decoderChoice(), request.maxKeptBytes());
    }

    /** The drivers of the devices here are the best guess where the bytes do not tell whose they are. */
    private DecoderChoice decoderChoice() {
        Map<String, String> named = new HashMap<>();
        String others = null;
        for (RestoreTarget destination : targets) {
            String driver = destination.transferDevice().device().driver();
            if (destination.name() == request.unmappedDevice()) {
                others = driver;
            } else if (driver != null) {
                named.put(destination.name().idstr(), driver);
            }
        }
        return request.decoderChoice().withExpected(new ExpectedDecoders(null, named, others));
    }

    /**
     * The first, for all devices that have not passed it early.
     *
     * @throws RestoreRefusedException if one is refused
     */
    void checkFirst(StreamReport report) throws IOException {
        check(report, FIRST_GATE);
    }

    /**
     * The second, for all devices.
     *
     * @param report what the devices have been given
     * @throws RestoreRefusedException if one is refused
     */
    void checkSecond(StreamReport report) throws IOException {
        check(report, SECOND_GATE);
    }

    /**
     * The first, when hardly more than the head of a state is known.
     *
     * @throws RestoreRefusedException if that is enough to refuse it
     */
    void checkFirstByHead(RestoreTarget destination, byte[] head) throws IOException {
        FirstBytesCheck check = new FirstBytesCheck(
                new CheckRequest(List.of(), decoderChoice(), request.maxKeptBytes()),
                destination.toCheckTarget(),
                savedProfile(destination.savedDevice()));
        // That more is not known yet is no objection: the second gate will have it.
        PciId pci = destination.profile().pci();
        destination.applyGate(
                FIRST_GATE, new RestorePolicy(check.check(destination.savedDevice(), head), List.of(), pci, pci));
    }

    /** What stands in front of the stream about a device; null if nothing that can be read. */
    private Profile savedProfile(SavedDevice device) throws IOException {
        if (input.metadata().isEmpty()) {
            return null;
        }
        try {
            return SavedProfiles.read(input.metadata().get())
                    .find(device.key().idstr())
                    .orElse(null);
        } catch (ProfileException e) {
            return null;
        }
    }

    private CheckRequest checkRequest() {
        List<TargetInput> targets = this.targets.stream()
                .map(RestoreTarget::toCheckTarget)
                .map(TargetInput.class::cast)
                .toList();
        return new CheckRequest(targets, request.decoderChoice(), request.maxKeptBytes());
    }

    private void check(StreamReport report, int gate) throws IOException {
        CheckReport check = StreamChecker.check(report, checkRequest());
        for (RestoreTarget destination : targets) {
            if (gate == SECOND_GATE || !destination.isStreaming()) {
                List<Reason> reasons = check.devices().stream()
                        .filter(device -> destination.savedDevice().key().equals(device.key()))
                        .findFirst()
                        .map(DeviceCheck::reasons)
                        .orElseThrow();
                PciId pci = savedPciId(report, destination.savedDevice());
                destination.applyGate(
                        gate,
                        new RestorePolicy(
                                reasons,
                                check.reasons(),
                                pci,
                                destination.profile().pci()));
            }
        }
    }

    private static PciId savedPciId(StreamReport report, SavedDevice saved) {
        return report.devices().stream()
                .filter(device -> device.device() == saved)
                .findFirst()
                .flatMap(device -> device.identity().pci())
                .orElse(null);
    }
}
