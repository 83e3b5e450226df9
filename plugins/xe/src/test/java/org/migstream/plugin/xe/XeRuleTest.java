// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Comparison;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;
import org.migstream.spi.testkit.DecodeResult;

class XeRuleTest {
    private static final Facts SAVED =
            facts(XeStateBuilder.withMediaGt().gt(0, 0).vram(0, 4096));

    private static Facts facts(XeStateBuilder packets) {
        return DecodeResult.of(new XeDecoder(), packets.endWithTrailer()).facts();
    }

    private static List<String> check(Facts saved, String pci, Map<String, String> target) {
        return check(saved, pci, null, target);
    }

    private static List<String> check(Facts saved, String pci, String kernel, Map<String, String> target) {
        DeviceIdentity identity = PciId.parse(pci).map(DeviceIdentity::of).orElse(DeviceIdentity.UNKNOWN);
        Comparison comparison = new Comparison(
                DeviceSnapshot.of(DeviceIdentity.UNKNOWN, saved),
                withKernel(DeviceSnapshot.of(identity, Facts.of(target)), kernel));
        new XeRule().check(comparison);
        return comparison.reasons().stream()
                .map(reason ->
                        reason.finding().severity() + " " + reason.finding().code())
                .toList();
    }

    @Test
    void sourceDevice_isCompatible() {
        assertEquals(List.of("INFO OK"), check(SAVED, "unknown", SAVED.all()));
    }

    @ParameterizedTest
    @CsvSource({
        "devid,0xe20c,ERROR WRONG_DEVICE_ID",
        "devid,57867,INFO OK",
        "revid,5,ERROR WRONG_REVISION",
        "revid,,WARNING FACT_MISSING",
        "ggtt_bytes,65,ERROR GGTT_SIZE",
        "ggtt_bytes,63,ERROR GGTT_SIZE",
        "vram_bytes,4095,ERROR VRAM_SIZE",
        "vram_bytes,0,ERROR VRAM_SIZE",
        "vram_bytes,4097,INFO OK",
        "vram_bytes,0xffffffffffffffff,INFO OK",
        "vram_bytes,,WARNING FACT_MISSING",
        "gts.1,,ERROR NO_SUCH_GT",
        "gts.1,1,ERROR BAD_TILE",
        "gts.#,,WARNING FACT_MISSING",
        "main_gt.0,1,ERROR NOT_MAIN_GT",
        "main_gt.#,,INFO OK"
    })
    void differingFact_isReported(String fact, String value, String reason) {
        Map<String, String> target = new HashMap<>(SAVED.all());
        target.remove(fact);
        if (value != null) {
            target.put(fact, value);
        }
        assertEquals(List.of(reason), check(SAVED, "unknown", target));
    }

    @ParameterizedTest
    @CsvSource({"8086:e20b,INFO OK", "8086:e20c,ERROR WRONG_DEVICE_ID", "unknown,WARNING FACT_MISSING"})
    void pciId_isUsedIfDevidIsMissing(String pci, String reason) {
        Map<String, String> target = new HashMap<>(SAVED.all());
        target.remove("devid");
        assertEquals(List.of(reason), check(SAVED, pci, target));
    }

    @ParameterizedTest
    @CsvSource({
        "6.12.95,ERROR NO_MIGRATION_SUPPORT",
        "6.12,ERROR NO_MIGRATION_SUPPORT",
        "5.14.0-503.el9,ERROR NO_MIGRATION_SUPPORT",
        "6.120.1,INFO OK",
        "7.2,INFO OK",
        "next,INFO OK"
    })
    void kernelWithoutDriver_isIncompatible(String kernel, String reason) {
        assertEquals(List.of(reason), check(SAVED, "unknown", kernel, SAVED.all()));
    }

    @Test
    void stateWithoutVram_needsNoVram() {
        Map<String, String> target = new HashMap<>(SAVED.all());
        target.remove("vram_bytes");
        assertEquals(List.of("INFO OK"), check(facts(XeStateBuilder.withMediaGt()), "unknown", target));
    }

    private static DeviceSnapshot withKernel(DeviceSnapshot target, String kernel) {
        return kernel == null ? target : target.withKernel(kernel);
    }
}
