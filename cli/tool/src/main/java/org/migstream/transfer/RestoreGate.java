// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.check.CheckReport;
import org.migstream.check.CheckRequest;
import org.migstream.check.DeviceCheck;
import org.migstream.check.FirstBytesCheck;
import org.migstream.check.StreamChecker;
import org.migstream.check.TargetInput;
import org.migstream.container.Input;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.decoding.DecoderChoice.ExpectedDecoders;
import org.migstream.inspect.report.StreamReport;
import org.migstream.profile.Profile;
import org.migstream.profile.ProfileException;
import org.migstream.profile.SavedProfiles;
import org.migstream.report.FindingCodeRegistry;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.PciId;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;
import org.migstream.transfer.TransferException.RestoreRefusedException;

/**
 * The two gates of a restore. Gate 1 is before a device gets its first byte, gate 2 before it leaves RESUMING. A gate
 * makes the same check as {@code migstream check}, with the devices to restore as targets.
 */
final class RestoreGate {
    private static final int FIRST_GATE = 1;
    private static final int SECOND_GATE = 2;

    private final RestoreRequest request;
    private final Input input;
    private final List<RestoreTarget> targets;

    /** @param targets all open devices; the caller may add them after it has created the gate */
    RestoreGate(RestoreRequest request, Input input, List<RestoreTarget> targets) {
        this.request = request;
        this.input = input;
        this.targets = targets;
    }

    /** Returns the request for the inspection that the gates need. */
    InspectRequest inspectRequest() {
        return InspectRequest.withAllChecks(decoderChoice(), request.maxKeptBytes());
    }

    /**
     * Returns the choice of decoders. If the bytes do not identify the format of a state, the driver of its target
     * selects the decoder.
     */
    private DecoderChoice decoderChoice() {
        Map<String, String> driversByName = new HashMap<>();
        String unmappedDriver = null;
        for (RestoreTarget target : targets) {
            String driver = target.transferDevice().device().decoderName().orElse(null);
            if (request.isUnmapped(target.name())) {
                unmappedDriver = driver;
            } else if (driver != null) {
                driversByName.put(target.name().idstr(), driver);
            }
        }
        return request.decoderChoice().withExpected(new ExpectedDecoders(null, driversByName, unmappedDriver));
    }

    /**
     * Checks gate 1 for all devices that have not passed {@link #checkFirstByHead}.
     *
     * @throws RestoreRefusedException if the gate refuses a state
     */
    void checkFirst(StreamReport report) throws IOException {
        check(report, FIRST_GATE);
    }

    /**
     * Checks gate 2 for all devices.
     *
     * @param report the report about the data that were written to the devices
     * @throws RestoreRefusedException if the gate refuses a state
     */
    void checkSecond(StreamReport report) throws IOException {
        check(report, SECOND_GATE);
    }

    /**
     * Checks gate 1 with only the first bytes of a state.
     *
     * @throws RestoreRefusedException if the gate refuses the state
     */
    void checkFirstByHead(RestoreTarget target, byte[] head) throws IOException {
        // The PCI ids of the source device are not read yet, so gate 1 assumes that they match. Gate 2 compares them.
        PciId pci = target.profile().pci();
        target.applyGate(
                FIRST_GATE,
                new RestorePolicy(
                        codes(),
                        firstBytesCheck(target).check(target.savedDevice(), head),
                        List.of(),
                        pci,
                        pci,
                        request.restFollows()));
    }

    /**
     * Adds the errors that the first bytes of a state show. The rules about a target do not judge a truncated state, and
     * its rest is not read yet.
     */
    private List<Reason> withFirstBytesErrors(List<Reason> reasons, RestoreTarget target) throws IOException {
        byte[] head;
        try (InputStream data = target.savedDevice().deviceData().open()) {
            head = data.readNBytes(RestoreTarget.HEAD_SIZE);
        }
        Stream<Reason> errors = firstBytesCheck(target).check(target.savedDevice(), head).stream()
                .filter(reason -> reason.finding().severity() == Severity.ERROR)
                .filter(reason -> !codes().hasCategory(reason.finding(), Set.of(FindingCategory.TRUNCATION)));
        return Stream.concat(reasons.stream(), errors).distinct().toList();
    }

    private FirstBytesCheck firstBytesCheck(RestoreTarget target) throws IOException {
        return new FirstBytesCheck(
                new CheckRequest(List.of(), decoderChoice(), request.maxKeptBytes()),
                target.toCheckTarget(),
                savedProfile(target.savedDevice()).orElse(null));
    }

    /** Returns the device's profile from the metadata before the stream, if there is a valid one. */
    private Optional<Profile> savedProfile(SavedDevice device) throws IOException {
        if (input.metadata().isEmpty()) {
            return Optional.empty();
        }
        try {
            return SavedProfiles.read(input.metadata().get())
                    .find(device.requiredKey().idstr());
        } catch (ProfileException e) {
            return Optional.empty();
        }
    }

    private FindingCodeRegistry codes() {
        return new FindingCodeRegistry(request.decoderChoice().plugins().findingCodes());
    }

    private CheckRequest checkRequest() {
        List<TargetInput> checked = targets.stream()
                .map(RestoreTarget::toCheckTarget)
                .map(TargetInput.class::cast)
                .toList();
        return new CheckRequest(checked, request.decoderChoice(), request.maxKeptBytes());
    }

    private void check(StreamReport report, int gate) throws IOException {
        CheckReport check = StreamChecker.check(report, checkRequest());
        for (RestoreTarget target : targets) {
            if (gate == SECOND_GATE || !target.isStreamed()) {
                List<Reason> reasons = check.devices().stream()
                        .filter(device -> target.savedDevice().requiredKey().equals(device.key()))
                        .findFirst()
                        .map(DeviceCheck::reasons)
                        .orElseThrow();
                if (request.restFollows()) {
                    reasons = withFirstBytesErrors(reasons, target);
                }
                PciId pci = savedPciId(report, target.savedDevice());
                target.applyGate(
                        gate,
                        new RestorePolicy(
                                codes(),
                                reasons,
                                check.reasons(),
                                pci,
                                target.profile().pci(),
                                request.restFollows()));
            }
        }
    }

    private static @Nullable PciId savedPciId(StreamReport report, SavedDevice saved) {
        return report.devices().stream()
                .filter(device -> device.device() == saved)
                .findFirst()
                .flatMap(device -> device.identity().pci())
                .orElse(null);
    }
}
