// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import static org.migstream.report.TargetStreamFindingCodes.CAPABILITY_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.CONFIGURATION_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.MACHINE_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.PAGE_BITS_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.UUID_MISMATCH;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamOutline.TrailingBytes;
import org.migstream.stream.Configuration;
import org.migstream.stream.Section;

/** Compares the outlines of two main streams: header, configuration, sections and trailing bytes. */
final class StreamLayoutComparison {
    private final DiffOperand a;
    private final DiffOperand b;
    private final LoadRefusals refusals;
    private final DifferenceCollector differences;

    StreamLayoutComparison(DiffOperand a, DiffOperand b, LoadRefusals refusals, DifferenceCollector differences) {
        this.a = a;
        this.b = b;
        this.refusals = refusals;
        this.differences = differences;
    }

    /** Compares headers and configurations. */
    void compareMachine() throws IOException {
        DifferenceArea area = DifferenceArea.MACHINE;
        compare(
                area,
                "machine type",
                fromConfiguration(Configuration::machine),
                refusals.decide(MACHINE_MISMATCH, CONFIGURATION_MISMATCH));
        compare(
                area,
                "capabilities",
                fromConfiguration(c -> formatCapabilities(c, null)),
                refusals.decide(CAPABILITY_MISMATCH));
        compare(
                area,
                "UUID",
                fromConfiguration(c -> c.uuid().map(Object::toString).orElse("none")),
                refusals.decide(UUID_MISMATCH));
        compare(
                area,
                "target page bits",
                fromConfiguration(c -> c.targetPageBits().isPresent()
                        ? Integer.toString(c.targetPageBits().getAsInt())
                        : "none"),
                refusals.decide(PAGE_BITS_MISMATCH));
        compare(
                area,
                "page size",
                outline -> outline.ram() == null ? null : outline.ram().pageSize(),
                false);
    }

    /** Formats the capabilities of this category; null selects the capabilities that always count. */
    static String formatCapabilities(Configuration configuration, @Nullable IgnoreCategory category) {
        List<String> names = configuration.capabilities().stream()
                .filter(capability -> IgnoreRules.ofCapability(capability) == category)
                .toList();
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /**
     * Returns a function that reads a value of the configuration; the function returns null for a stream without
     * configuration.
     */
    static Function<StreamOutline, @Nullable Object> fromConfiguration(Function<Configuration, String> value) {
        return outline -> outline.configuration() == null ? null : value.apply(outline.configuration());
    }

    private void compare(
            DifferenceArea area, String name, Function<StreamOutline, @Nullable Object> value, boolean decidesLoad)
            throws IOException {
        differences.compare(
                area,
                null,
                name,
                value.apply(a.report().outline()),
                value.apply(b.report().outline()),
                decidesLoad);
    }

    /** Compares the sections and their versions. */
    void compareSections() throws IOException {
        Set<NamedSections.SectionIdentity> all =
                new LinkedHashSet<>(a.sections().byIdentity().keySet());
        all.addAll(b.sections().byIdentity().keySet());
        for (NamedSections.SectionIdentity name : all) {
            Section sectionA = a.sections().byIdentity().get(name);
            Section sectionB = b.sections().byIdentity().get(name);
            if (sectionA == null || sectionB == null) {
                String versionText = "version "
                        + Objects.requireNonNull(sectionA == null ? sectionB : sectionA)
                                .versionId();
                differences.add(Difference.of(
                                DifferenceArea.SECTIONS,
                                name.key(),
                                name.kind() + " section",
                                sectionA == null ? null : versionText,
                                sectionB == null ? null : versionText)
                        .withDecidesLoad(sectionA != null && refusals.decidesMissing(sectionA)));
            } else {
                differences.compare(
                        DifferenceArea.SECTIONS,
                        name.key(),
                        "version of the " + name.kind() + " section",
                        sectionA.versionId(),
                        sectionB.versionId(),
                        sectionA.versionId() != sectionB.versionId() && refusals.decidesVersion(sectionA));
            }
        }
        if (!a.sections().isComplete() || !b.sections().isComplete()) {
            differences.addNotCompared("sections beyond the first 16384");
        }
    }

    /** Compares the order of the sections that both streams have. */
    void compareOrder() throws IOException {
        List<NamedSections.SectionIdentity> orderA =
                new ArrayList<>(a.sections().byIdentity().keySet());
        orderA.retainAll(b.sections().byIdentity().keySet());
        List<NamedSections.SectionIdentity> orderB =
                new ArrayList<>(b.sections().byIdentity().keySet());
        orderB.retainAll(a.sections().byIdentity().keySet());
        int moved = 0;
        int first = -1;
        for (int i = 0; i < orderA.size(); i++) {
            if (!orderA.get(i).equals(orderB.get(i))) {
                first = moved++ == 0 ? i : first;
            }
        }
        if (moved > 0) {
            differences.add(new Difference(
                    DifferenceArea.ORDER,
                    null,
                    first == 0 ? "first section" : "section behind " + label(orderA.get(first - 1)),
                    label(orderA.get(first)),
                    label(orderB.get(first)),
                    moved + (moved == 1 ? " common section is" : " common sections are") + " at other positions",
                    IgnoreCategory.ORDER));
        }
    }

    private static String label(NamedSections.SectionIdentity name) {
        String instance = name.key().instanceId() == 0 ? "" : " #" + name.key().instanceId();
        return name.kind() + " " + name.key().idstr() + instance;
    }

    /** Compares the trailing bytes. QEMU does not read them, but they still make the inputs differ. */
    void compareTrailingBytes() throws IOException {
        compare(DifferenceArea.TRAILING, "bytes that follow", outline -> text(outline.trailing()), false);
    }

    private static @Nullable String text(@Nullable TrailingBytes trailing) {
        return trailing == null ? null : trailing.length() + " bytes, sha256 " + trailing.sha256();
    }
}
