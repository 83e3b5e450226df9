// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.migstream.plugin.hisiacc.HisiAccStates.complete;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.Severity;
import org.migstream.spi.VendorPlugin;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

class HisiAccDecoderTest extends StateDecoderContract {
    private static final Path CASES = Path.of("../../samples/vendor-cases/hisi_acc");

    @Override
    protected VendorPlugin plugin() {
        return new HisiAccPlugin();
    }

    @Override
    protected List<Sample> samples() {
        Stream<String> names = Stream.of(
                "valid-v2",
                "valid-v2-match-only",
                "valid-v1",
                "valid-v2-minor",
                "dma-null",
                "qm-state",
                "eqe-disagree",
                "bad-magic",
                "trailing");
        return names.map(name -> Sample.of(CASES.resolve(name + "-a.bin"))).toList();
    }

    private static DecodeResult decode(ByteBuilder state) {
        return DecodeResult.of(new HisiAccDecoder(), state.toArray());
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of(complete(), Severity.INFO, Set.of("OK")),
                Arguments.of(complete().at(HisiAccStates.MINOR).u16(0xffff), Severity.WARNING, Set.of("NEWER_MINOR")),
                Arguments.of(complete().at(HisiAccStates.MAJOR).u16(0), Severity.ERROR, Set.of("UNSUPPORTED_VERSION")),
                Arguments.of(
                        complete().at(HisiAccStates.MAJOR).u16(2).u16(1),
                        Severity.ERROR,
                        Set.of("UNSUPPORTED_VERSION", "NEWER_MINOR")),
                Arguments.of(complete().at(HisiAccStates.VF_QM_STATE).u32(-1), Severity.WARNING, Set.of("FIELD_RANGE")),
                Arguments.of(complete().at(HisiAccStates.VF_QM_STATE).u32(1), Severity.WARNING, Set.of("INCONSISTENT")),
                Arguments.of(
                        complete().at(HisiAccStates.DEV_ID).u32(0x1a256), Severity.ERROR, Set.of("WRONG_DEVICE_ID")),
                Arguments.of(complete().at(0).u8(0), Severity.ERROR, Set.of("BAD_MAGIC")),
                Arguments.of(
                        complete().at(0).u8(0).at(HisiAccStates.DEV_ID).u32(0),
                        Severity.ERROR,
                        Set.of("BAD_MAGIC", "WRONG_DEVICE_ID")),
                Arguments.of(complete().u8(0), Severity.ERROR, Set.of("TRAILING_GARBAGE")),
                Arguments.of(complete(HisiAccStates.V1), Severity.WARNING, Set.of("LEGACY_V1")),
                Arguments.of(
                        complete(HisiAccStates.V1)
                                .at(HisiAccStates.MAJOR)
                                .u16(9)
                                .u16(9),
                        Severity.WARNING,
                        Set.of("LEGACY_V1")),
                Arguments.of(
                        complete(HisiAccStates.V1).at(HisiAccStates.EQE_DMA).u64(0),
                        Severity.WARNING,
                        Set.of("LEGACY_V1")),
                Arguments.of(
                        complete(HisiAccStates.V1).at(68).u64(0), Severity.WARNING, Set.of("LEGACY_V1", "NULL_DMA")));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damagedState_isReported(ByteBuilder state, Severity worst, Set<String> codes) {
        DecodeResult decoded = decode(state);
        assertEquals(codes, decoded.codes(), decoded::toString);
        assertEquals(worst, decoded.worst());
        assertEquals(Optional.of(Completeness.COMPLETE), decoded.completeness());
    }

    @ParameterizedTest
    @CsvSource({"eqe_dma,144", "aeqe_dma,152", "sqc_dma,160", "cqc_dma,168"})
    void nullAddress_isReported(String name, int offset) {
        DecodeResult decoded = decode(complete().at(offset).u64(0));
        assertEquals(0, decoded.number(name));
        assertTrue(decoded.codes().contains("NULL_DMA"), decoded::toString);
        assertEquals(Severity.WARNING, decoded.worst());
    }

    @ParameterizedTest
    @ValueSource(ints = {68, 72, 96, 100, HisiAccStates.EQE_DMA + 7, HisiAccStates.EQE_DMA + 8})
    void addressDifferentFromContext_isReported(int offset) {
        assertEquals(
                Set.of("INCONSISTENT"), decode(complete().at(offset).u8(0x55)).codes());
    }

    @ParameterizedTest
    @CsvSource({"1,COMPLETE", "0,UNKNOWN"})
    void matchDataOnly_isAccepted(int state, Completeness completeness) {
        byte[] whole = complete().at(HisiAccStates.VF_QM_STATE).u32(state).toArray();
        DecodeResult decoded = DecodeResult.of(new HisiAccDecoder(), Arrays.copyOf(whole, AccVfDataReader.MATCH_SIZE));
        assertEquals(Set.of("OK_NOT_READY"), decoded.codes());
        assertEquals(Severity.INFO, decoded.worst());
        assertEquals(Optional.of(completeness), decoded.completeness());
    }

    @Test
    void damagedMatchDataOnly_isNotReportedOk() {
        byte[] damaged = complete().at(HisiAccStates.MAJOR).u16(3).toArray();
        DecodeResult decoded =
                DecodeResult.of(new HisiAccDecoder(), Arrays.copyOf(damaged, AccVfDataReader.MATCH_SIZE));
        assertEquals(Set.of("UNSUPPORTED_VERSION"), decoded.codes());
    }

    @Test
    void facts_areReported() {
        DecodeResult decoded = decode(complete());
        assertEquals("0xa256", decoded.facts().text("dev_id").orElseThrow());
        assertEquals(64, decoded.facts().number("qp_num").orElseThrow());
        assertEquals(1, decoded.facts().number("que_iso_cfg").orElseThrow());
    }

    @Test
    void v1EffectiveAddresses_areReportedAsFacts() {
        DecodeResult decoded = decode(
                complete(HisiAccStates.V1).at(HisiAccStates.EQE_DMA).u64(0x10).u64(0x20));
        assertEquals("0x700001000", decoded.facts().text("eqe_dma_effective").orElseThrow());
        assertEquals("0x700002000", decoded.facts().text("aeqe_dma_effective").orElseThrow());
        assertEquals(0x10, decoded.number("eqe_dma"));
    }
}
