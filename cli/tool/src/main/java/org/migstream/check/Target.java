// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.migstream.container.Input;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.io.BlockInputStream;
import org.migstream.io.ByteSource;
import org.migstream.io.StreamException;
import org.migstream.pci.ConfigSpace;
import org.migstream.plugin.PluginDecoder;
import org.migstream.profile.Profile;
import org.migstream.profile.ProfileException;
import org.migstream.profile.ProfileReader;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;

/**
 * What a stream is compared with.
 *
 * @param summary its name and kind
 * @param outcome how far it could be read
 * @param machine the machine type of a main stream; null where there is none
 * @param devices the devices that it describes
 */
record Target(TargetSummary summary, ReadOutcome outcome, String machine, List<TargetDevice> devices) {
    private static final int MAX_LEADING_BLANKS = 4096;

    /** What was given. */
    static Target of(TargetInput target, CheckRequest request) throws IOException {
        return target instanceof TargetInput.StoredInput stored
                ? read(stored, request)
                : device((TargetInput.QueriedDevice) target, request);
    }

    /** Reads one: a profile if its first character is an opening brace, otherwise a stream. */
    private static Target read(TargetInput.StoredInput target, CheckRequest request) throws IOException {
        Input input = target.input();
        try {
            return isJsonObject(input.source()) ? readProfile(target, request) : readStream(target, request);
        } catch (ProfileException e) {
            throw new TargetException(input.name(), ReadOutcome.DAMAGED, e.getMessage());
        } catch (StreamException e) {
            throw new TargetException(input.name(), ReadOutcome.of(e), e.getMessage());
        }
    }

    private static Target device(TargetInput.QueriedDevice target, CheckRequest request) {
        TargetDevice device = fromProfile(target.name(), target.idstr(), target.profile(), request);
        return new Target(
                new TargetSummary(target.name(), "device", target.idstr()),
                ReadOutcome.COMPLETE,
                null,
                List.of(device));
    }

    private static boolean isJsonObject(ByteSource source) throws IOException {
        for (int i = 0; i < MAX_LEADING_BLANKS && source.available(i + 1) > i; i++) {
            int character = source.peek8(i);
            if (!Character.isWhitespace(character)) {
                return character == '{';
            }
        }
        return false;
    }

    private static Target readProfile(TargetInput.StoredInput target, CheckRequest request) throws IOException {
        ByteSource source = target.input().source();
        Profile profile = ProfileReader.read(new BlockInputStream() {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return source.read(into, from, length);
            }
        });
        TargetDevice device = fromProfile(target.input().name(), target.idstr(), profile, request);
        TargetSummary summary = new TargetSummary(target.input().name(), "profile", target.idstr());
        return new Target(summary, ReadOutcome.COMPLETE, null, List.of(device));
    }

    private static TargetDevice fromProfile(String name, String idstr, Profile profile, CheckRequest request) {
        String driver = profile.driver() != null
                ? profile.driver()
                : profile.identity().pci().map(id -> onlyDriver(id, request)).orElse(null);
        return new TargetDevice(
                name,
                null,
                idstr,
                DeviceSnapshot.of(driver, profile.identity(), profile.kernel(), profile.facts()),
                profile.migrationFeatures(),
                profile.config(),
                profile.maxRecordBytes());
    }

    /** The only driver that binds to a device; null if there is none or more than one. */
    private static String onlyDriver(PciId id, CheckRequest request) {
        List<String> names = request.decoders().plugins().decoders().stream()
                .filter(decoder -> decoder.devices().contains(id))
                .map(PluginDecoder::name)
                .toList();
        return names.size() == 1 ? names.get(0) : null;
    }

    private static Target readStream(TargetInput.StoredInput target, CheckRequest request) throws IOException {
        Input input = target.input();
        try (StreamReport report = StreamInspector.inspect(input, List.of(), request.inspectRequest())) {
            if (report.input().kind() == null) {
                String why = report.findings()
                        .stopReason()
                        .map(LocatedFinding::finding)
                        .orElseThrow()
                        .message();
                throw new TargetException(input.name(), report.outcome(), "no profile, and " + why);
            }
            List<TargetDevice> devices = new ArrayList<>();
            for (DeviceReport device : selectDevices(target, report)) {
                devices.add(device(target, device));
            }
            TargetSummary summary =
                    new TargetSummary(input.name(), report.input().kind(), target.idstr());
            return new Target(summary, report.outcome(), report.outline().machine(), devices);
        }
    }

    /** Of a stream that was given for one device: the device of that name, or the only one; none if it has no such device. */
    private static List<DeviceReport> selectDevices(TargetInput.StoredInput target, StreamReport report)
            throws TargetException {
        if (target.idstr() == null || report.devices().size() == 1) {
            return report.devices();
        }
        List<DeviceReport> named = report.devices().stream()
                .filter(device -> device.device().key().idstr().equals(target.idstr()))
                .toList();
        if (named.size() > 1) {
            throw new TargetException(
                    target.input().name(),
                    ReadOutcome.UNSUPPORTED,
                    "has several devices " + target.idstr() + ": give it without a name");
        }
        return named;
    }

    private static TargetDevice device(TargetInput.StoredInput target, DeviceReport device) {
        String driver = device.state() == null ? null : device.state().decoder();
        Facts facts = device.state() == null ? Facts.NONE : device.state().facts();
        ConfigSpace config = device.device().config() == null
                ? null
                : device.device().config().configSpace();
        return new TargetDevice(
                target.input().name(),
                target.idstr() == null ? device.device().key() : null,
                target.idstr(),
                DeviceSnapshot.of(driver, device.identity(), null, facts),
                null,
                config,
                null);
    }
}
