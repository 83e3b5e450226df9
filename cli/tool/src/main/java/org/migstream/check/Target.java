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
import org.migstream.plugin.Decoder;
import org.migstream.profile.Profile;
import org.migstream.profile.ProfileException;
import org.migstream.profile.ProfileReader;
import org.migstream.report.LocatedFinding;
import org.migstream.report.Outcome;
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
record Target(TargetSummary summary, Outcome outcome, String machine, List<TargetDevice> devices) {
    private static final int MOST_BLANKS = 4096;

    /** What was given. */
    static Target of(TargetInput target, CheckRequest request) throws IOException {
        return target instanceof TargetInput.Stored stored
                ? read(stored, request)
                : device((TargetInput.Device) target, request);
    }

    /** Reads one: a profile if its first character is an opening brace, otherwise a stream. */
    private static Target read(TargetInput.Stored target, CheckRequest request) throws IOException {
        Input input = target.input();
        try {
            return isObject(input.source()) ? profile(target, request) : stream(target, request);
        } catch (ProfileException e) {
            throw new TargetException(input.name(), Outcome.DAMAGED, e.getMessage());
        } catch (StreamException e) {
            throw new TargetException(input.name(), Outcome.of(e), e.getMessage());
        }
    }

    private static Target device(TargetInput.Device target, CheckRequest request) {
        TargetDevice device = described(target.name(), target.idstr(), target.profile(), request);
        return new Target(
                new TargetSummary(target.name(), "device", target.idstr()), Outcome.WHOLE, null, List.of(device));
    }

    private static boolean isObject(ByteSource source) throws IOException {
        for (int i = 0; i < MOST_BLANKS && source.available(i + 1) > i; i++) {
            int character = source.peek8(i);
            if (!Character.isWhitespace(character)) {
                return character == '{';
            }
        }
        return false;
    }

    private static Target profile(TargetInput.Stored target, CheckRequest request) throws IOException {
        ByteSource source = target.input().source();
        Profile profile = ProfileReader.read(new BlockInputStream() {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return source.read(into, from, length);
            }
        });
        TargetDevice device = described(target.input().name(), target.idstr(), profile, request);
        TargetSummary summary = new TargetSummary(target.input().name(), "profile", target.idstr());
        return new Target(summary, Outcome.WHOLE, null, List.of(device));
    }

    private static TargetDevice described(String name, String idstr, Profile profile, CheckRequest request) {
        String driver = profile.driver() != null
                ? profile.driver()
                : profile.identity().pci().map(id -> driver(id, request)).orElse(null);
        return new TargetDevice(
                name,
                null,
                idstr,
                DeviceSnapshot.of(driver, profile.identity(), profile.kernel(), profile.facts()),
                profile.migration(),
                profile.config(),
                profile.window());
    }

    /** The only driver that binds to a device; null if there is none or more than one. */
    private static String driver(PciId id, CheckRequest request) {
        List<String> names = request.decoders().plugins().decoders().stream()
                .filter(decoder -> decoder.devices().contains(id))
                .map(Decoder::name)
                .toList();
        return names.size() == 1 ? names.get(0) : null;
    }

    private static Target stream(TargetInput.Stored target, CheckRequest request) throws IOException {
        Input input = target.input();
        try (StreamReport report = StreamInspector.inspect(input, List.of(), request.inspection())) {
            if (report.input().kind() == null) {
                String why = report.findings()
                        .reason()
                        .map(LocatedFinding::finding)
                        .orElseThrow()
                        .message();
                throw new TargetException(input.name(), report.outcome(), "no profile, and " + why);
            }
            List<TargetDevice> devices = new ArrayList<>();
            for (DeviceReport device : chosen(target, report)) {
                devices.add(device(target, device));
            }
            TargetSummary summary =
                    new TargetSummary(input.name(), report.input().kind(), target.idstr());
            return new Target(summary, report.outcome(), report.frame().machine(), devices);
        }
    }

    /** Of a stream that was given for one device: the device of that name, or the only one; none if it has no such device. */
    private static List<DeviceReport> chosen(TargetInput.Stored target, StreamReport report) throws TargetException {
        if (target.idstr() == null || report.devices().size() == 1) {
            return report.devices();
        }
        List<DeviceReport> named = report.devices().stream()
                .filter(device -> device.device().key().idstr().equals(target.idstr()))
                .toList();
        if (named.size() > 1) {
            throw new TargetException(
                    target.input().name(),
                    Outcome.UNSUPPORTED,
                    "has several devices " + target.idstr() + ": give it without a name");
        }
        return named;
    }

    private static TargetDevice device(TargetInput.Stored target, DeviceReport device) {
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
