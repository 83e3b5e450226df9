// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StatePlaces;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.LoadedPlugin;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * The warnings and errors of the devices of a stream. Those of a device are collected once for all messages of a text, because
 * their places in the stream are found in all records of the device.
 */
final class DeviceFindings {
    private static final Comparator<LocatedFinding> WORST_FIRST = Comparator.comparing(
                    (LocatedFinding located) -> located.finding().severity(), Comparator.reverseOrder())
            .thenComparing(located -> located.finding().offset().isEmpty());

    private static final Comparator<Finding> FIRST_IN_STATE = Comparator.comparingLong(
                    (Finding finding) -> finding.offset().getAsLong())
            .thenComparing(Finding::severity, Comparator.reverseOrder());

    private final Map<SectionKey, List<LocatedFinding>> bySection = new HashMap<>();
    private final IdentityHashMap<DeviceReport, OfDevice> byDevice = new IdentityHashMap<>();
    private final Supplier<List<LoadedPlugin>> plugins;

    /**
     * The warnings and errors of one device.
     *
     * @param worstFirst the worst first, and of the same severity those with an offset first
     * @param remedy what to do about the first finding in the state, and which others may follow from it; empty if no finding
     *     has an offset in the state
     */
    record OfDevice(List<LocatedFinding> worstFirst, Optional<String> remedy) {}

    /**
     * @param report the report of the stream; null if no stream was given
     * @param plugins returns the plugins that declare the codes of findings; called only for a device with findings
     */
    DeviceFindings(@Nullable StreamReport report, Supplier<List<LoadedPlugin>> plugins) {
        if (report != null) {
            for (LocatedFinding located : report.findings().all()) {
                SectionKey key = located.section();
                if (key != null && isFault(located.finding())) {
                    bySection.computeIfAbsent(key, absent -> new ArrayList<>()).add(located);
                }
            }
        }
        this.plugins = plugins;
    }

    private static boolean isFault(Finding finding) {
        return finding.severity() != Severity.INFO;
    }

    /**
     * Returns the warnings and errors of a device and of its state, each once.
     *
     * @param device a device of the report, the same object in each call
     * @throws IOException if the report cannot be read back
     */
    OfDevice of(DeviceReport device) throws IOException {
        OfDevice known = byDevice.get(device);
        if (known == null) {
            known = collect(device);
            byDevice.put(device, known);
        }
        return known;
    }

    private OfDevice collect(DeviceReport device) throws IOException {
        SectionKey key = device.device().key();
        DecodedState state = device.state();
        List<Finding> inState = state == null
                ? List.of()
                : state.findings().stream().filter(DeviceFindings::isFault).toList();
        List<LocatedFinding> inSections = key == null ? List.of() : bySection.getOrDefault(key, List.of());
        Set<LocatedFinding> all = new LinkedHashSet<>();
        if (!inState.isEmpty()) {
            StatePlaces places = StatePlaces.ofFindings(device);
            inState.forEach(finding -> all.add(located(finding, places, key)));
        }
        all.addAll(inSections);
        return new OfDevice(
                all.stream().sorted(WORST_FIRST).toList(),
                state == null ? Optional.empty() : remedy(inState, inSections, key, state.decoder()));
    }

    /** Returns a finding in a state with its place in the stream. The message keeps its offset in the state. */
    private static LocatedFinding located(Finding finding, StatePlaces places, @Nullable SectionKey key) {
        if (finding.offset().isEmpty()) {
            return new LocatedFinding(finding, key, null);
        }
        String message = "at %s of the state: %s"
                .formatted(PrintableText.formatOffset(finding.offset().getAsLong()), finding.message());
        return places.find(finding)
                .map(place -> new LocatedFinding(
                        Finding.at(place.offset(), finding.severity(), finding.code(), message), key, place.channel()))
                .orElse(new LocatedFinding(Finding.of(finding.severity(), finding.code(), message), key, null));
    }

    /**
     * Returns the remedy of the first finding in a state. A decoder reads a state from front to end, so a damaged byte can
     * cause all findings after it, and those without an offset, which are about the whole state. A finding with a place in
     * the sections is about the stream, not about the state.
     */
    private Optional<String> remedy(
            List<Finding> inState, List<LocatedFinding> inSections, @Nullable SectionKey key, String decoder) {
        Optional<Finding> first =
                inState.stream().filter(finding -> finding.offset().isPresent()).min(FIRST_IN_STATE);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String code = first.get().code();
        Set<String> others = new LinkedHashSet<>();
        inState.forEach(finding -> others.add(finding.code()));
        inSections.stream()
                .map(LocatedFinding::finding)
                .filter(finding -> finding.offset().isEmpty())
                .forEach(finding -> others.add(finding.code()));
        others.remove(code);
        String remedy = "The first finding in the state of %s is %s, at %s of the state%s."
                .formatted(
                        key == null ? "this device" : key.label(),
                        code,
                        PrintableText.formatOffset(first.get().offset().getAsLong()),
                        action(first.get(), decoder)
                                .map(action -> "; its remedy: " + action)
                                .orElse(""));
        return Optional.of(
                others.isEmpty()
                        ? remedy
                        : remedy
                                + others.stream()
                                        .limit(StreamEvidence.MAX_FINDINGS)
                                        .collect(Collectors.joining(", ", " It may be the cause of the others: ", ""))
                                + (others.size() > StreamEvidence.MAX_FINDINGS ? ", ..." : "."));
    }

    /** Returns what the plugin of a decoder declares as the remedy of a finding. */
    private Optional<String> action(Finding finding, String decoder) {
        return DeclaredCode.ofDecoder(finding, decoder, plugins.get()).flatMap(FindingCode::action);
    }
}
