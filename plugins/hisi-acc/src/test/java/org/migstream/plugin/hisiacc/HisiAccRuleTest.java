// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

class HisiAccRuleTest {
    private static final Map<String, String> FITTING = Map.of("qp_num", "64", "que_iso_cfg", "1");

    private static Comparison check(String pci, Map<String, String> target) {
        Facts saved = DecodeResult.of(
                        new HisiAccDecoder(), HisiAccStates.complete().toArray())
                .facts();
        DeviceIdentity identity = PciId.parse(pci).map(DeviceIdentity::of).orElse(DeviceIdentity.UNKNOWN);
        Comparison comparison = new Comparison(
                DeviceSnapshot.of(DeviceIdentity.UNKNOWN, saved), DeviceSnapshot.of(identity, Facts.of(target)));
        new HisiAccRule().check(comparison);
        return comparison;
    }

    private static List<String> codes(Comparison comparison) {
        return comparison.reasons().stream()
                .map(reason -> reason.finding().code())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "19e5:a256,qp_num,64,OK",
        "19e5:a256,qp_num,0x40,OK",
        "19e5:a256,qp_num,63,QP_NUM_MISMATCH",
        "19e5:a256,qp_num,65,QP_NUM_MISMATCH",
        "19e5:a256,que_iso_cfg,0,ISOLATION_MISMATCH",
        "19e5:a251,qp_num,64,WRONG_DEVICE_ID",
        "8086:a256,qp_num,64,WRONG_DEVICE_ID",
        "unknown,dev_id,0xa256,OK",
        "unknown,dev_id,0xa259,WRONG_DEVICE_ID",
        "unknown,qp_num,64,FACT_MISSING",
        "19e5:a256,que_iso_cfg,many,FACT_MISSING"
    })
    void differingFact_isReported(String pci, String fact, String value, String code) {
        Map<String, String> target = new HashMap<>(FITTING);
        target.put(fact, value);
        Comparison comparison = check(pci, target);
        assertEquals(List.of(code), codes(comparison));
        Compatibility expected =
                switch (code) {
                    case "OK" -> Compatibility.COMPATIBLE;
                    case Comparison.FACT_MISSING -> Compatibility.UNKNOWN;
                    default -> Compatibility.INCOMPATIBLE;
                };
        assertEquals(expected, comparison.verdict());
    }

    @ParameterizedTest
    @CsvSource({
        "2, 7.2,                 OK",
        "2, 6.16.1,              OK",
        "2, 6.12.95+deb13-arm64, OK",
        "2, 6.12.100,            OK",
        "2, 6.12.9,              FORMAT_TOO_NEW",
        "2, 6.12.9501-x,         OK",
        "2, 6.12,                FORMAT_TOO_NEW",
        "2, 6.15.0,              FORMAT_TOO_NEW",
        "2, 5.18.0,              FORMAT_TOO_NEW",
        "2, 6.6.95,              FORMAT_TOO_NEW",
        "2, mainline,            OK",
        "1, 5.18.0,              OK",
    })
    void kernelThatMayKnowOnlyV1_isUnknownForV2(String format, String kernel, String code) {
        Map<String, String> facts = new HashMap<>(FITTING);
        facts.put("dev_id", "0xa256");
        facts.put("format", format);
        DeviceSnapshot saved = DeviceSnapshot.of(DeviceIdentity.UNKNOWN, Facts.of(facts));
        Comparison comparison = new Comparison(saved, saved.withKernel(kernel));
        new HisiAccRule().check(comparison);
        assertEquals(List.of(code), codes(comparison));
        assertEquals(code.equals("OK") ? Compatibility.COMPATIBLE : Compatibility.UNKNOWN, comparison.verdict());
    }

    @Test
    void message_namesAccelerators() {
        assertEquals(
                "the state belongs to SEC (0xa256), the target is ZIP (0xa251)",
                check("19e5:a251", FITTING).reasons().get(0).finding().message());
    }

    @Test
    void allDifferences_areReported() {
        assertEquals(
                List.of("WRONG_DEVICE_ID", "QP_NUM_MISMATCH", "ISOLATION_MISMATCH"),
                codes(check("19e5:a259", Map.of("qp_num", "1", "que_iso_cfg", "2"))));
    }
}
