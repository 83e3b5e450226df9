// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.migstream.check.CheckReport;
import org.migstream.check.CheckRequest;
import org.migstream.check.DeviceCheck;
import org.migstream.check.HeadCheck;
import org.migstream.check.StreamChecker;
import org.migstream.check.TargetInput;
import org.migstream.container.Input;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.DecoderChoice;
import org.migstream.inspect.DecoderChoice.Expected;
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
final class Gates {
    private static final int FIRST = 1;
    private static final int SECOND = 2;

    private final RestoreRequest request;
    private final Input input;
    private final List<Destination> destinations;

    /** @param destinations all of them, which have been opened */
    Gates(RestoreRequest request, Input input, List<Destination> destinations) {
        this.request = request;
        this.input = input;
        this.destinations = destinations;
    }

    /** How the stream is to be inspected, so that a check can be made of it. */
    InspectRequest inspection() {
        return InspectRequest.plain(decoders(), request.keep());
    }

    /** The drivers of the devices here are the best guess where the bytes do not tell whose they are. */
    private DecoderChoice decoders() {
        Map<String, String> named = new HashMap<>();
        String others = null;
        for (Destination destination : destinations) {
            String driver = destination.participant().device().driver();
            if (destination.name() == request.other()) {
                others = driver;
            } else if (driver != null) {
                named.put(destination.name().idstr(), driver);
            }
        }
        return request.decoders().expecting(new Expected(null, named, others));
    }

    /**
     * The first, for all devices that have not passed it early.
     *
     * @throws RefusedException if one is refused
     */
    void first(StreamReport report) throws IOException {
        judge(report, FIRST);
    }

    /**
     * The second, for all devices.
     *
     * @param report what the devices have been given
     * @throws RefusedException if one is refused
     */
    void second(StreamReport report) throws IOException {
        judge(report, SECOND);
    }

    /**
     * The first, when hardly more than the head of a state is known.
     *
     * @throws RefusedException if that is enough to refuse it
     */
    void firstEarly(Destination destination, byte[] head) throws IOException {
        HeadCheck check = new HeadCheck(
                new CheckRequest(List.of(), decoders(), request.keep()),
                destination.target(),
                note(destination.saved()));
        // That more is not known yet is no objection: the second gate will have it.
        PciId pci = destination.profile().pci();
        destination.judge(FIRST, new Objections(check.check(destination.saved(), head), List.of(), pci, pci));
    }

    /** What stands in front of the stream about a device; null if nothing that can be read. */
    private Profile note(SavedDevice device) throws IOException {
        if (input.metadata().isEmpty()) {
            return null;
        }
        try {
            return SavedProfiles.read(input.metadata().get())
                    .of(device.key().idstr())
                    .orElse(null);
        } catch (ProfileException e) {
            return null;
        }
    }

    private CheckRequest checking() {
        List<TargetInput> targets = destinations.stream()
                .map(Destination::target)
                .map(TargetInput.class::cast)
                .toList();
        return new CheckRequest(targets, request.decoders(), request.keep());
    }

    private void judge(StreamReport report, int gate) throws IOException {
        CheckReport check = StreamChecker.check(report, checking());
        for (Destination destination : destinations) {
            if (gate == SECOND || !destination.streaming()) {
                List<Reason> reasons = check.devices().stream()
                        .filter(device -> destination.saved().key().equals(device.key()))
                        .findFirst()
                        .map(DeviceCheck::reasons)
                        .orElseThrow();
                PciId pci = pci(report, destination.saved());
                destination.judge(
                        gate,
                        new Objections(
                                reasons,
                                check.reasons(),
                                pci,
                                destination.profile().pci()));
            }
        }
    }

    private static PciId pci(StreamReport report, SavedDevice saved) {
        return report.devices().stream()
                .filter(device -> device.device() == saved)
                .findFirst()
                .flatMap(device -> device.identity().pci())
                .orElse(null);
    }
}
