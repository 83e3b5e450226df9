// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;

class VirtioRuleTest {
    private static final Map<String, String> SAVED =
            Map.of("driver_features", "0x100000003", "device_features", "0x1100000ff", "num_queues", "3");
    private static final Map<String, String> TARGET = Map.of("device_features", "0x11000ffff", "num_queues", "3");

    @ParameterizedTest
    @CsvSource({
        "'',        1af4:1041, UNKNOWN,      DEVICE_TYPE_UNKNOWN",
        "1af4:1041, 1af4:1041, COMPATIBLE,   OK",
        "1af4:1042, 1af4:1042, COMPATIBLE,   OK",
        "'',        1af4:1042, UNKNOWN,      DEVICE_TYPE_UNKNOWN",
        "1af4:1041, 1af4:1042, INCOMPATIBLE, WRONG_DEVICE_TYPE",
        "1af4:1042, 1af4:1041, INCOMPATIBLE, WRONG_DEVICE_TYPE",
        "1af4:1041, 1af4:1000, INCOMPATIBLE, WRONG_DEVICE_TYPE",
        "'',        '',        UNKNOWN,      FACT_MISSING",
    })
    void differentDeviceType_isIncompatible(String saved, String target, Compatibility verdict, String code) {
        assertVerdict(verdict, Set.of(code), compare(saved, SAVED, target, "7.2", TARGET));
    }

    /** Block devices do not define bit 0; network devices do not define bits 4 and 6; both define bit 5. */
    @ParameterizedTest
    @CsvSource({
        "0x21,    1af4:1041, net device",
        "0x21,    1af4:1042, net device",
        "0x30076, 1af4:1042, block device",
        "0x30076, 1af4:1041, block device",
        "0x20,    1af4:1042, ''",
        "0x20,    1af4:1041, ''",
    })
    void typeGuessedFromFeatures_isNamedButDecidesNothing(String features, String target, String guess) {
        Map<String, String> saved = Map.of("driver_features", features, "num_queues", "1");
        Map<String, String> all = Map.of("device_features", "0xffffffffffffffff", "num_queues", "1");
        Comparison comparison = compare("", saved, target, "7.2", all);
        assertVerdict(Compatibility.UNKNOWN, Set.of("DEVICE_TYPE_UNKNOWN"), comparison);
        String message = comparison.reasons().get(0).finding().message();
        assertEquals(!guess.isEmpty(), message.contains("look like those of a " + guess + ", but"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "6.12.95,       INCOMPATIBLE, NO_MIGRATION_SUPPORT",
        "5.4.0-generic, INCOMPATIBLE, NO_MIGRATION_SUPPORT",
        "6.18,          UNKNOWN,      NO_MIGRATION_SUPPORT",
        "7.1.9,         UNKNOWN,      NO_MIGRATION_SUPPORT",
        "7.2-rc1,       COMPATIBLE,   OK",
        "7.10.0,        COMPATIBLE,   OK",
        "10.0,          COMPATIBLE,   OK",
        "mainline,      COMPATIBLE,   KERNEL_UNKNOWN OK",
        ",              COMPATIBLE,   KERNEL_UNKNOWN OK",
    })
    void kernelWithoutMigration_isIncompatible(String kernel, Compatibility verdict, String codes) {
        assertVerdict(verdict, Set.of(codes.split(" ")), compare("1af4:1041", SAVED, "1af4:1041", kernel, TARGET));
    }

    @ParameterizedTest
    @CsvSource({
        "device_features,   0x100000001,         INCOMPATIBLE, FEATURES_MISSING",
        "device_features,   0x100000003,         COMPATIBLE,   OK",
        "device_features,   18446744073709551615, COMPATIBLE,  OK",
        "device_features,   many,                UNKNOWN,      FACT_MISSING",
        "num_queues,        2,                   INCOMPATIBLE, QUEUES_MISSING",
        "num_queues,        4,                   COMPATIBLE,   OK",
        "num_queues,        '',                  UNKNOWN,      FACT_MISSING",
    })
    void missingFeatureOrQueue_isIncompatible(String fact, String value, Compatibility verdict, String code) {
        Map<String, String> target = with(TARGET, fact, value);
        assertVerdict(verdict, Set.of(code), compare("1af4:1041", SAVED, "1af4:1041", "7.2", target));
    }

    @ParameterizedTest
    @CsvSource({
        "0x4, INCOMPATIBLE, FEATURES_MISSING",
        "0xc, COMPATIBLE,   OK",
        "'',  UNKNOWN,      FACT_MISSING",
    })
    void furtherFeatureWords_areCompared(String offered, Compatibility verdict, String code) {
        Map<String, String> saved = with(SAVED, "driver_features_1", "0x8");
        Map<String, String> target = with(TARGET, "device_features_1", offered);
        assertVerdict(verdict, Set.of(code), compare("1af4:1041", saved, "1af4:1041", "7.2", target));
    }

    @Test
    void stateWithoutFacts_isUnknown() {
        assertVerdict(
                Compatibility.UNKNOWN,
                Set.of("DEVICE_TYPE_UNKNOWN", "FACT_MISSING"),
                compare("", Map.of(), "1af4:1041", "7.2", TARGET));
    }

    private static Map<String, String> with(Map<String, String> facts, String key, String value) {
        Map<String, String> changed = new TreeMap<>(facts);
        changed.put(key, value);
        return changed;
    }

    private static Comparison compare(
            String savedId, Map<String, String> saved, String targetId, String kernel, Map<String, String> target) {
        Comparison comparison = new Comparison(
                DeviceSnapshot.of(identity(savedId), Facts.of(saved)).withDriver("virtio"),
                withKernel(DeviceSnapshot.of(identity(targetId), Facts.of(target)), kernel));
        new VirtioRule().check(comparison);
        return comparison;
    }

    private static DeviceIdentity identity(String id) {
        return PciId.parse(id).map(DeviceIdentity::of).orElse(DeviceIdentity.UNKNOWN);
    }

    private static void assertVerdict(Compatibility verdict, Set<String> codes, Comparison comparison) {
        assertEquals(verdict, comparison.verdict(), () -> comparison.reasons().toString());
        assertEquals(
                codes,
                comparison.reasons().stream()
                        .map(reason -> reason.finding().code())
                        .collect(Collectors.toSet()));
    }

    private static DeviceSnapshot withKernel(DeviceSnapshot target, String kernel) {
        return kernel == null ? target : target.withKernel(kernel);
    }
}
