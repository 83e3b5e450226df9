// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.check.CheckReport.TargetSummary;
import org.migstream.container.Input;
import org.migstream.device.VfioConfig;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.io.BlockInputStream;
import org.migstream.io.ByteSource;
import org.migstream.io.StreamException;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.profile.MissingFacts;
import org.migstream.profile.Profile;
import org.migstream.profile.ProfileException;
import org.migstream.profile.ProfileReader;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.Finding;
import org.migstream.spi.PciId;
import org.migstream.stream.DeviceLookup;

/** Reads the targets of a check: profiles, streams, and devices that were queried. */
final class TargetReader {
    private static final int MAX_LEADING_WHITESPACE = 4096;

    private final CheckRequest request;

    TargetReader(CheckRequest request) {
        this.request = request;
    }

    /**
     * Reads a target. A target that begins with an opening brace is a profile; any other target is a stream.
     *
     * @throws TargetException if the target is neither a profile nor a stream that can be read
     */
    Target read(TargetInput target) throws IOException {
        if (target instanceof TargetInput.QueriedDevice queried) {
            return new Target(
                    new TargetSummary(queried.name(), "device", queried.idstr()),
                    ReadOutcome.COMPLETE,
                    null,
                    List.of(queriedDevice(queried)));
        }
        TargetInput.StoredInput stored = (TargetInput.StoredInput) target;
        Input input = stored.input();
        try {
            return isJsonObject(input.source()) ? readProfile(stored) : readStream(stored);
        } catch (ProfileException e) {
            ReadOutcome outcome = e.isUnsupported() ? ReadOutcome.UNSUPPORTED : ReadOutcome.DAMAGED;
            throw new TargetException(input.name(), outcome, e.getMessage());
        } catch (StreamException e) {
            throw new TargetException(input.name(), ReadOutcome.of(e), e.getMessage());
        }
    }

    /** Returns a device of this host as a target device. */
    TargetDevice queriedDevice(TargetInput.QueriedDevice target) {
        Finding failure = target.failure() == null ? null : QueryProblem.ofFailure(target.failure());
        return fromProfile(target.name(), target.idstr(), target.profile(), failure);
    }

    private static boolean isJsonObject(ByteSource source) throws IOException {
        for (int i = 0; i < MAX_LEADING_WHITESPACE && source.available(i + 1) > i; i++) {
            int character = source.peek8(i);
            if (!Character.isWhitespace(character)) {
                return character == '{';
            }
        }
        return false;
    }

    private Target readProfile(TargetInput.StoredInput target) throws IOException {
        ByteSource source = target.input().source();
        Profile profile = ProfileReader.read(new BlockInputStream() {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return source.read(into, from, length);
            }
        });
        TargetSummary summary = new TargetSummary(target.input().name(), "profile", target.idstr());
        TargetDevice device = fromProfile(summary.name(), target.idstr(), profile, null);
        return new Target(summary, ReadOutcome.COMPLETE, null, List.of(device));
    }

    /** @param failure the failure of a queried device; null to use the reason in the profile, if any */
    private TargetDevice fromProfile(String name, @Nullable String idstr, Profile profile, @Nullable Finding failure) {
        MissingFacts missing = profile.missingFacts();
        // The ids do not show the driver of a device that is known to have another one.
        String driver = profile.driver() != null || profile.kernelDriver() != null
                ? profile.driver()
                : profile.identity().pci().map(this::onlyDriver).orElse(null);
        return new TargetDevice(
                name,
                null,
                idstr,
                snapshot(driver, profile.identity(), profile.kernel(), profile.facts()),
                profile.migrationFeatures(),
                profile.function(),
                profile.slot(),
                null,
                profile.maxRecordBytes(),
                profile.kernelDriver(),
                failure != null || missing == null ? failure : QueryProblem.of(missing));
    }

    /** Returns the only driver that is known to bind to a PCI id; null if there is none or more than one. */
    private @Nullable String onlyDriver(PciId id) {
        List<String> names = request.decoders().plugins().decoders().stream()
                .filter(decoder -> decoder.devices().contains(id))
                .map(PluginDecoder::name)
                .toList();
        return names.size() == 1 ? names.get(0) : null;
    }

    private Target readStream(TargetInput.StoredInput target) throws IOException {
        Input input = target.input();
        try (StreamReport report = StreamInspector.inspect(input, List.of(), request.inspectRequest())) {
            String kind = report.input().kind();
            if (kind == null) {
                String reason = report.findings()
                        .stopReason()
                        .map(LocatedFinding::finding)
                        .orElseThrow()
                        .message();
                throw new TargetException(input.name(), report.outcome(), "not a profile, and " + reason);
            }
            List<TargetDevice> devices = selectDevices(target, report).stream()
                    .map(device -> fromStream(target, device))
                    .toList();
            TargetSummary summary = new TargetSummary(input.name(), kind, target.idstr());
            return new Target(
                    summary, report.outcome(), SavedMachine.of(report, Set.of()).orElse(null), devices);
        }
    }

    /**
     * If the user gave a name with the target, returns the device of this name, or the only device. Otherwise
     * returns all devices.
     *
     * @throws TargetException if the name can mean several devices
     */
    private static List<DeviceReport> selectDevices(TargetInput.StoredInput target, StreamReport report)
            throws TargetException {
        String idstr = target.idstr();
        if (idstr == null || report.devices().size() == 1) {
            return report.devices();
        }
        DeviceLookup lookup = new DeviceLookup(idstr);
        report.devices().forEach(device -> lookup.add(device.device().requiredKey()));
        if (lookup.isAmbiguous()) {
            throw new TargetException(
                    target.input().name(),
                    ReadOutcome.UNSUPPORTED,
                    lookup.problem().orElseThrow());
        }
        List<DeviceReport> named = report.devices().stream()
                .filter(device -> lookup.finds(device.device().requiredKey()))
                .toList();
        if (named.size() > 1) {
            throw new TargetException(
                    target.input().name(),
                    ReadOutcome.UNSUPPORTED,
                    "has several devices " + idstr + "; use --target TARGET without IDSTR=");
        }
        return named;
    }

    private static TargetDevice fromStream(TargetInput.StoredInput target, DeviceReport device) {
        DecodedState state = device.state();
        VfioConfig config = device.device().config();
        return new TargetDevice(
                target.input().name(),
                target.idstr() == null ? device.device().key() : null,
                target.idstr(),
                snapshot(
                        state == null ? null : state.decoder(),
                        device.identity(),
                        null,
                        state == null ? Facts.NONE : state.facts()),
                null,
                null,
                null,
                config == null ? null : config.configSpace(),
                null,
                null,
                null);
    }

    private static DeviceSnapshot snapshot(
            @Nullable String driver, DeviceIdentity identity, @Nullable String kernel, Facts facts) {
        DeviceSnapshot snapshot = DeviceSnapshot.of(identity, facts);
        snapshot = driver == null ? snapshot : snapshot.withDriver(driver);
        return kernel == null ? snapshot : snapshot.withKernel(kernel);
    }
}
