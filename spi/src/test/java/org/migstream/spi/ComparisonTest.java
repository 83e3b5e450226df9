// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that a missing fact never counts as compatible. */
class ComparisonTest {
    private static final Optional<String> NOTHING = Optional.empty();

    private static Comparison compare(Map<String, String> saved, Map<String, String> target) {
        return new Comparison(snapshot(saved), snapshot(target));
    }

    private static DeviceSnapshot snapshot(Map<String, String> facts) {
        return DeviceSnapshot.of(DeviceIdentity.UNKNOWN, Facts.of(facts)).withDriver("acme");
    }

    static Stream<Arguments> equalities() {
        return Stream.of(
                arguments(Map.of("n", "16"), Map.of("n", "0x10"), Compatibility.COMPATIBLE, List.of()),
                arguments(Map.of("n", "16"), Map.of("n", "8"), Compatibility.INCOMPATIBLE, List.of("N_MISMATCH")),
                arguments(Map.of("n", "16"), Map.of(), Compatibility.UNKNOWN, List.of(Comparison.FACT_MISSING)),
                arguments(Map.of(), Map.of("n", "8"), Compatibility.UNKNOWN, List.of(Comparison.FACT_MISSING)),
                arguments(
                        Map.of("n", "many"),
                        Map.of(),
                        Compatibility.UNKNOWN,
                        List.of(Comparison.FACT_MISSING, Comparison.FACT_MISSING)));
    }

    @ParameterizedTest
    @MethodSource("equalities")
    void requireEqual_comparesNumbers_andReportsMissingFacts(
            Map<String, String> saved, Map<String, String> target, Compatibility verdict, List<String> codes) {
        Comparison comparison = compare(saved, target);
        comparison.requireEqual("n", "N_MISMATCH", "queues");
        assertEquals(verdict, comparison.verdict());
        assertEquals(
                codes,
                comparison.reasons().stream()
                        .map(reason -> reason.finding().code())
                        .toList());
    }

    @Test
    void reason_hasComparedValues() {
        Comparison comparison = compare(Map.of("n", "16"), Map.of("n", "0x8"));
        comparison.requireEqual("n", "N_MISMATCH", "queues");
        Reason reason = comparison.reasons().get(0);
        assertEquals(
                "queues: the stream has 16, the target 0x8", reason.finding().message());
        assertEquals(Optional.of("16"), reason.saved());
        assertEquals(Optional.of("0x8"), reason.target());
    }

    @Test
    void requiredNumber_isReturned_orReportedMissing() {
        Comparison comparison = compare(Map.of("n", "1"), Map.of("n", "2"));
        assertEquals(OptionalLong.of(1), comparison.requireSavedNumber("n"));
        assertEquals(OptionalLong.of(2), comparison.requireTargetNumber("n"));
        assertEquals(List.of(), comparison.reasons());
        assertEquals(OptionalLong.empty(), comparison.requireTargetNumber("m"));
        assertEquals(
                "the profile of the target lacks m",
                comparison.reasons().get(0).finding().message());
    }

    @Test
    void verdict_isWorstReason() {
        Comparison comparison = compare(Map.of(), Map.of());
        assertEquals(Compatibility.COMPATIBLE, comparison.verdict(), "no reasons yet");
        comparison.note("NOTE", "fine", NOTHING, NOTHING);
        assertEquals(Compatibility.COMPATIBLE, comparison.verdict());
        comparison.incompatible("NO", "does not fit", NOTHING, NOTHING);
        comparison.unknown("HM", "not known", NOTHING, NOTHING);
        assertEquals(Compatibility.INCOMPATIBLE, comparison.verdict());
    }

    @Test
    void severity_mapsToCompatibility() {
        assertEquals(Compatibility.COMPATIBLE, Compatibility.of(Severity.INFO));
        assertEquals(Compatibility.UNKNOWN, Compatibility.of(Severity.WARNING));
        assertEquals(Compatibility.INCOMPATIBLE, Compatibility.of(Severity.ERROR));
        assertEquals(Severity.values().length, Compatibility.values().length);
    }
}
