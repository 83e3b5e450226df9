// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;
import org.migstream.spi.testkit.DecodeResult;

class QatRuleTest {
    private static final String MODEL = "8086:4941";

    private static Facts saved(String sample) {
        return DecodeResult.of(new QatDecoder(), QatStates.sample(sample).bytes())
                .facts();
    }

    /** Returns facts of a target that fits {@code valid-a}. */
    private static Map<String, String> target() {
        return new HashMap<>(
                Map.of("capabilities", "0x3ff", "svcmap", "0xa5c", "extdc", "0x3", "slas.#", "0", "banks", "4"));
    }

    private static Comparison compare(Facts saved, String savedPci, Map<String, String> target, String targetPci) {
        Comparison comparison = new Comparison(
                DeviceSnapshot.of(identity(savedPci), saved).withDriver("qat"),
                DeviceSnapshot.of(identity(targetPci), Facts.of(target)).withDriver("qat"));
        new QatRule().check(comparison);
        return comparison;
    }

    private static DeviceIdentity identity(String pci) {
        return Optional.ofNullable(pci)
                .flatMap(PciId::parse)
                .map(DeviceIdentity::of)
                .orElse(DeviceIdentity.UNKNOWN);
    }

    private static void assertVerdict(Comparison comparison, Compatibility verdict, String... codes) {
        List<String> reported = comparison.reasons().stream()
                .map(reason -> reason.finding().code())
                .toList();
        assertEquals(List.of(codes), reported, () -> comparison.reasons().toString());
        assertEquals(verdict, comparison.verdict());
    }

    @ParameterizedTest
    @CsvSource({
        "capabilities, 0x3ff, COMPATIBLE, OK",
        "capabilities, 1023, COMPATIBLE, OK",
        "capabilities, 0x800003ff, COMPATIBLE, OK_SUPERSET",
        "capabilities, 0x3fe, INCOMPATIBLE, CAPABILITY_MISSING",
        "capabilities, 0xfffffbff, COMPATIBLE, OK_SUPERSET",
        "capabilities, 0xfffffdff, INCOMPATIBLE, CAPABILITY_MISSING",
        "svcmap, 0xa5b, INCOMPATIBLE, SVCMAP_MISMATCH",
        "svcmap, 0x1a5c, INCOMPATIBLE, SVCMAP_MISMATCH",
        "extdc, 0, INCOMPATIBLE, EXTDC_MISSING",
        "extdc, 0x103, COMPATIBLE, OK_SUPERSET",
        "banks, 5, INCOMPATIBLE, MISSING_SECTION",
        "banks, 3, UNKNOWN, BANKS_DROPPED",
        "pfvf_version, 4, UNKNOWN, COMPVER",
        "pfvf_version, 6, COMPATIBLE, OK",
        "capabilities, invalid, UNKNOWN, FACT_MISSING"
    })
    void differingFact_isReported(String fact, String value, Compatibility verdict, String code) {
        Map<String, String> target = target();
        target.put(fact, value);
        assertVerdict(compare(saved("valid-a"), null, target, MODEL), verdict, code);
    }

    @Test
    void allDifferences_areReported() {
        Map<String, String> target = target();
        target.putAll(Map.of("capabilities", "0", "svcmap", "0", "extdc", "0xff"));
        assertVerdict(
                compare(saved("valid-a"), MODEL, target, "8086:4943"),
                Compatibility.INCOMPATIBLE,
                "DEVICE_ID_UNKNOWN",
                "CAPABILITY_MISSING",
                "SVCMAP_MISMATCH",
                "OK_SUPERSET");
    }

    @Test
    void missingCapability_isNamed() {
        Map<String, String> target = target();
        target.put("capabilities", "0x3de");
        Comparison comparison = compare(saved("valid-a"), null, target, MODEL);
        String message = comparison.reasons().get(0).finding().message();
        assertTrue(message.endsWith("CRYPTO_SYMMETRIC|COMPRESSION"), message);
    }

    /** Bit 1 of extdc has no name, so the message shows its number. */
    @Test
    void missingUnnamedBit_isReportedInHex() {
        Map<String, String> target = target();
        target.put("extdc", "1");
        Comparison comparison = compare(saved("valid-a"), null, target, MODEL);
        assertVerdict(comparison, Compatibility.INCOMPATIBLE, "EXTDC_MISSING");
        String message = comparison.reasons().get(0).finding().message();
        assertTrue(message.endsWith("lacks 0x2"), message);
    }

    @ParameterizedTest
    @CsvSource({
        ", 8086:4941, COMPATIBLE, OK",
        ", 8086:4949, UNKNOWN, DEVICE_ID_UNKNOWN",
        ", 8086:4943, UNKNOWN, DEVICE_ID_UNKNOWN",
        ", , UNKNOWN, DEVICE_ID_UNKNOWN",
        "8086:4941, , UNKNOWN, DEVICE_ID_UNKNOWN",
        "8086:4941, 8086:4941, COMPATIBLE, OK",
        "8086:4949, 8086:4949, COMPATIBLE, OK",
        "8086:4949, 8086:4941, UNKNOWN, DEVICE_ID_UNKNOWN"
    })
    void differentModel_isUnknown(String savedPci, String targetPci, Compatibility verdict, String code) {
        assertVerdict(compare(saved("valid-a"), savedPci, target(), targetPci), verdict, code);
    }

    /** The sample requires service 0, ring pairs 0xf, rates 1000 and 2000; an agreement is four numbers. */
    @ParameterizedTest
    @CsvSource({
        "0 15 1000 2000, COMPATIBLE, OK",
        "0 0xf 1001 4000, COMPATIBLE, OK",
        "0 15 999 2000, INCOMPATIBLE, SLA_TOO_SMALL",
        "0 15 1000 1999, INCOMPATIBLE, SLA_TOO_SMALL",
        "1 15 1000 2000, INCOMPATIBLE, SLA_MISSING",
        "0 240 1000 2000, INCOMPATIBLE, SLA_MISSING",
        "1 15 0 0 0 15 1000 2000, COMPATIBLE, OK",
        "0 15 1 1 0 15 1000 2000, INCOMPATIBLE, SLA_TOO_SMALL",
        "'', INCOMPATIBLE, SLA_MISSING",
        "0 15 1000 invalid, UNKNOWN, FACT_MISSING",
        "0 15, UNKNOWN, FACT_MISSING"
    })
    void insufficientSla_isIncompatible(String agreements, Compatibility verdict, String code) {
        Map<String, String> target = target();
        String[] numbers = agreements.isEmpty() ? new String[0] : agreements.split(" ");
        target.put("slas.#", Integer.toString((numbers.length + 3) / 4));
        for (int i = 0; i < numbers.length; i++) {
            target.put("slas." + i / 4 + "." + i % 4, numbers[i]);
        }
        assertVerdict(compare(saved("valid-sla-a"), null, target, MODEL), verdict, code);
    }

    @Test
    void missingFact_isUnknown() {
        Comparison comparison = compare(Facts.NONE, null, Map.of(), MODEL);
        assertEquals(Compatibility.UNKNOWN, comparison.verdict());
        assertEquals(10, comparison.reasons().size(), () -> comparison.reasons().toString());
    }

    /** A state can replace the profile of its device. */
    @Test
    void sameState_isCompatible() {
        Facts facts = saved("valid-sla-a");
        assertVerdict(compare(facts, MODEL, facts.all(), MODEL), Compatibility.COMPATIBLE, "OK");
    }
}
