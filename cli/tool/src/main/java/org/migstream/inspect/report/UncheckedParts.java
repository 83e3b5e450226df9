// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import static org.migstream.report.InspectionFindingCodes.STREAM_SCANNED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.StateField;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.SectionKey;

/** Collects what an inspection did not check, so that no reader takes it for checked. */
public final class UncheckedParts {
    /** The name of the device whose data are the whole input. */
    public static final String THIS_DEVICE = "this device";

    private final StreamReport report;
    private final List<String> parts = new ArrayList<>();

    private UncheckedParts(StreamReport report) {
        this.report = report;
    }

    /**
     * Returns the parts, each a phrase. The devices have their idstrs.
     *
     * @param withPlaces whether the offset is named after which nothing was read
     */
    public static List<String> of(StreamReport report, boolean withPlaces) throws IOException {
        return of(
                report,
                withPlaces,
                device -> device.device().key() == null
                        ? THIS_DEVICE
                        : PrintableText.escape(device.device().requiredKey().label()));
    }

    /**
     * Returns the parts, each a phrase.
     *
     * @param names returns the name of a device
     */
    public static List<String> of(StreamReport report, Function<DeviceReport, String> names) throws IOException {
        return of(report, true, names);
    }

    private static List<String> of(StreamReport report, boolean withPlaces, Function<DeviceReport, String> names)
            throws IOException {
        UncheckedParts unchecked = new UncheckedParts(report);
        unchecked.addStates(names);
        unchecked.addOtherDevices();
        unchecked.addStream(withPlaces);
        return unchecked.parts;
    }

    private void addStates(Function<DeviceReport, String> names) throws IOException {
        List<String> undecoded = new ArrayList<>();
        List<String> opaque = new ArrayList<>();
        List<String> endless = new ArrayList<>();
        for (DeviceReport device : report.devices()) {
            DecodedState state = device.state();
            if (state == null) {
                undecoded.add(names.apply(device));
                continue;
            }
            if (hasOpaqueBytes(state)) {
                opaque.add(names.apply(device));
            }
            if (device.completeness() == StateCompleteness.UNKNOWN) {
                endless.add(names.apply(device));
            }
        }
        add("the state of ", undecoded, "");
        add("bytes that only the device understands, in the state of ", opaque, "");
        add("the end of the state of ", endless, ", which its format does not show");
    }

    private void add(String before, List<String> devices, String after) {
        if (!devices.isEmpty()) {
            parts.add(before + String.join(", ", devices) + after);
        }
    }

    private static boolean hasOpaqueBytes(DecodedState state) throws IOException {
        boolean[] found = {false};
        state.fields().forEach(field -> found[0] |= field.kind() == StateField.Kind.OPAQUE && field.length() > 0);
        return found[0];
    }

    /** Adds the devices that the user did not choose. Those that go over channels alone have no section. */
    private void addOtherDevices() throws IOException {
        if (report.onlyDevice() == null) {
            return;
        }
        Set<SectionKey> others = new LinkedHashSet<>();
        report.outline().sections().forEach(section -> {
            if (section.head().isVfio()) {
                others.add(section.head().key());
            }
        });
        report.devices().forEach(device -> others.remove(device.device().key()));
        List<String> names = new ArrayList<>();
        others.forEach(key -> names.add(PrintableText.escape(key.label())));
        parts.add("all other devices" + (names.isEmpty() ? "" : ", also the VFIO devices " + String.join(", ", names)));
    }

    /** Returns whether a section was read that belongs to QEMU itself. {@code migstream save} writes none. */
    private static boolean hasEmulatedDevices(StreamOutline outline) throws IOException {
        boolean[] found = {false};
        outline.sections()
                .forEach(section ->
                        found[0] |= !section.head().isVfio() && !section.head().isRam());
        return found[0];
    }

    private void addStream(boolean withPlaces) throws IOException {
        StreamOutline outline = report.outline();
        if (outline.ram() != null) {
            parts.add("the content of guest memory");
        }
        if (report.findings().hasCode(STREAM_SCANNED)) {
            parts.add("the ends of sections without a length, which were guessed");
        }
        if (hasEmulatedDevices(outline)) {
            parts.add(
                    report.fieldsChecked()
                            ? "whether emulated devices accept the values of their fields"
                            : "the fields of emulated devices");
        }
        if (report.outcome() != ReadOutcome.COMPLETE) {
            parts.add("everything after "
                    + (withPlaces
                            ? PrintableText.formatPosition(report.parsedBytes()).substring(3)
                            : "the damage"));
        }
    }
}
