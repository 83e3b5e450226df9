// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.TrailingBytes;
import org.migstream.stream.Configuration;
import org.migstream.stream.Section;

/** The outlines of two main streams: what the source was, and which sections there are. */
final class StreamLayoutComparison {
    private final DiffOperand a;
    private final DiffOperand b;
    private final DifferenceCollector differences;

    StreamLayoutComparison(DiffOperand a, DiffOperand b, DifferenceCollector differences) {
        this.a = a;
        this.b = b;
        this.differences = differences;
    }

    /** Header and configuration. */
    void compareMachine() throws IOException {
        DifferenceArea area = DifferenceArea.MACHINE;
        compare(area, "machine type", fromConfiguration(Configuration::machine));
        compare(area, "capabilities", fromConfiguration(c -> formatCapabilities(c, null)));
        compare(area, "UUID", fromConfiguration(c -> c.uuid()
                .map(Object::toString)
                .orElse("none")));
        compare(
                area,
                "target page bits",
                fromConfiguration(c -> c.targetPageBits().isPresent()
                        ? Integer.toString(c.targetPageBits().getAsInt())
                        : "none"));
        compare(
                area,
                "page size",
                frame -> frame.ram() == null ? null : frame.ram().pageSize());
    }

    /** Those of the source's that can be ignored as {@code kind}; null for those that cannot. */
    static String formatCapabilities(Configuration configuration, @Nullable IgnoreCategory kind) {
        List<String> some = configuration.capabilities().stream()
                .filter(capability -> IgnoreRules.ofCapability(capability) == kind)
                .toList();
        return some.isEmpty() ? "none" : String.join(", ", some);
    }

    /** What the configuration of a stream says; null for a stream without one. */
    static Function<StreamOutline, @Nullable Object> fromConfiguration(Function<Configuration, String> value) {
        return frame -> frame.configuration() == null ? null : value.apply(frame.configuration());
    }

    private void compare(DifferenceArea area, String name, Function<StreamOutline, @Nullable Object> value)
            throws IOException {
        differences.compare(
                area,
                null,
                name,
                value.apply(a.report().outline()),
                value.apply(b.report().outline()),
                null);
    }

    /** Which there are, and in which versions. */
    void compareSections() throws IOException {
        Set<NamedSections.SectionIdentity> all =
                new LinkedHashSet<>(a.sections().byIdentity().keySet());
        all.addAll(b.sections().byIdentity().keySet());
        for (NamedSections.SectionIdentity name : all) {
            Section here = a.sections().byIdentity().get(name);
            Section there = b.sections().byIdentity().get(name);
            if (here == null || there == null) {
                String kind = "version "
                        + Objects.requireNonNull(here == null ? there : here).versionId();
                differences.add(
                        DifferenceArea.SECTIONS,
                        name.key(),
                        name.kind() + " section",
                        here == null ? null : kind,
                        there == null ? null : kind);
            } else {
                differences.compare(
                        DifferenceArea.SECTIONS,
                        name.key(),
                        "version of the " + name.kind() + " section",
                        here.versionId(),
                        there.versionId(),
                        null);
            }
        }
        if (!a.sections().isComplete() || !b.sections().isComplete()) {
            differences.addNotCompared("sections, of which there are too many");
        }
    }

    /** In which order those come that both have. */
    void compareOrder() throws IOException {
        List<NamedSections.SectionIdentity> here =
                new ArrayList<>(a.sections().byIdentity().keySet());
        here.retainAll(b.sections().byIdentity().keySet());
        List<NamedSections.SectionIdentity> there =
                new ArrayList<>(b.sections().byIdentity().keySet());
        there.retainAll(a.sections().byIdentity().keySet());
        int moved = 0;
        int first = -1;
        for (int i = 0; i < here.size(); i++) {
            if (!here.get(i).equals(there.get(i))) {
                first = moved++ == 0 ? i : first;
            }
        }
        if (moved > 0) {
            differences.add(new Difference(
                    DifferenceArea.ORDER,
                    null,
                    first == 0 ? "first section" : "section behind " + label(here.get(first - 1)),
                    label(here.get(first)),
                    label(there.get(first)),
                    moved + " sections of both are in other places",
                    IgnoreCategory.ORDER));
        }
    }

    private static String label(NamedSections.SectionIdentity name) {
        String instance = name.key().instanceId() == 0 ? "" : " #" + name.key().instanceId();
        return name.kind() + " " + name.key().idstr() + instance;
    }

    /** What follows the streams: no QEMU reads it, but the inputs are not the same. */
    void compareTrailingBytes() throws IOException {
        compare(DifferenceArea.TRAILING, "bytes that follow", frame -> text(frame.trailing()));
    }

    private static @Nullable String text(@Nullable TrailingBytes trailing) {
        return trailing == null ? null : trailing.length() + " bytes, sha256 " + trailing.sha256();
    }
}
