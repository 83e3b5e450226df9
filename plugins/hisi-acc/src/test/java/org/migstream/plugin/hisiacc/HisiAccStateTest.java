// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.migstream.plugin.hisiacc.VfData.whole;

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
import org.migstream.spi.StateDecoder;
import org.migstream.spi.testkit.Bytes;
import org.migstream.spi.testkit.Decoded;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

class HisiAccStateTest extends StateDecoderContract {
    private static final Path CASES = Path.of("../../samples/vendor-cases/hisi_acc");

    @Override
    protected StateDecoder decoder() {
        return new HisiAccDecoder();
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

    private static Decoded decode(Bytes state) {
        return Decoded.of(new HisiAccDecoder(), state.toArray());
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of(whole(), Severity.INFO, Set.of("OK")),
                Arguments.of(whole().at(VfData.MINOR).u16(0xffff), Severity.WARNING, Set.of("NEWER_MINOR")),
                Arguments.of(whole().at(VfData.MAJOR).u16(0), Severity.ERROR, Set.of("UNSUPPORTED_VERSION")),
                Arguments.of(
                        whole().at(VfData.MAJOR).u16(2).u16(1),
                        Severity.ERROR,
                        Set.of("UNSUPPORTED_VERSION", "NEWER_MINOR")),
                Arguments.of(whole().at(VfData.VF_QM_STATE).u32(-1), Severity.WARNING, Set.of("FIELD_RANGE")),
                Arguments.of(whole().at(VfData.VF_QM_STATE).u32(1), Severity.WARNING, Set.of("INCONSISTENT")),
                Arguments.of(whole().at(VfData.DEV_ID).u32(0x1a256), Severity.ERROR, Set.of("WRONG_DEVICE_ID")),
                Arguments.of(whole().at(0).u8(0), Severity.ERROR, Set.of("BAD_MAGIC")),
                Arguments.of(
                        whole().at(0).u8(0).at(VfData.DEV_ID).u32(0),
                        Severity.ERROR,
                        Set.of("BAD_MAGIC", "WRONG_DEVICE_ID")),
                Arguments.of(whole().u8(0), Severity.ERROR, Set.of("TRAILING_GARBAGE")),
                Arguments.of(whole(VfData.V1), Severity.WARNING, Set.of("LEGACY_V1")),
                Arguments.of(whole(VfData.V1).at(VfData.MAJOR).u16(9).u16(9), Severity.WARNING, Set.of("LEGACY_V1")),
                Arguments.of(whole(VfData.V1).at(VfData.EQE_DMA).u64(0), Severity.WARNING, Set.of("LEGACY_V1")),
                Arguments.of(whole(VfData.V1).at(68).u64(0), Severity.WARNING, Set.of("LEGACY_V1", "NULL_DMA")));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void saysWhatIsWrong(Bytes state, Severity worst, Set<String> codes) {
        Decoded decoded = decode(state);
        assertEquals(codes, decoded.codes(), decoded::toString);
        assertEquals(worst, decoded.worst());
        assertEquals(Optional.of(Completeness.COMPLETE), decoded.completeness());
    }

    @ParameterizedTest
    @CsvSource({"eqe_dma,144", "aeqe_dma,152", "sqc_dma,160", "cqc_dma,168"})
    void noticesEachAddressThatIsNull(String name, int offset) {
        Decoded decoded = decode(whole().at(offset).u64(0));
        assertEquals(0, decoded.number(name));
        assertTrue(decoded.codes().contains("NULL_DMA"), decoded::toString);
        assertEquals(Severity.WARNING, decoded.worst());
    }

    @ParameterizedTest
    @ValueSource(ints = {68, 72, 96, 100, VfData.EQE_DMA + 7, VfData.EQE_DMA + 8})
    void noticesThatContextAndAddressDisagree(int offset) {
        assertEquals(Set.of("INCONSISTENT"), decode(whole().at(offset).u8(0x55)).codes());
    }

    @ParameterizedTest
    @CsvSource({"1,COMPLETE", "0,UNKNOWN"})
    void endsBehindTheMatchData(int state, Completeness completeness) {
        byte[] whole = whole().at(VfData.VF_QM_STATE).u32(state).toArray();
        Decoded decoded = Decoded.of(new HisiAccDecoder(), Arrays.copyOf(whole, AccVfData.MATCH_SIZE));
        assertEquals(Set.of("OK_NOT_READY"), decoded.codes());
        assertEquals(Severity.INFO, decoded.worst());
        assertEquals(Optional.of(completeness), decoded.completeness());
    }

    @Test
    void damageIsNotCalledSoundAtTheShortEnd() {
        byte[] damaged = whole().at(VfData.MAJOR).u16(3).toArray();
        Decoded decoded = Decoded.of(new HisiAccDecoder(), Arrays.copyOf(damaged, AccVfData.MATCH_SIZE));
        assertEquals(Set.of("UNSUPPORTED_VERSION"), decoded.codes());
    }

    @Test
    void tellsWhatIsCompared() {
        Decoded decoded = decode(whole());
        assertEquals("0xa256", decoded.facts().text("dev_id").orElseThrow());
        assertEquals(64, decoded.facts().number("qp_num").orElseThrow());
        assertEquals(1, decoded.facts().number("que_iso_cfg").orElseThrow());
    }

    @Test
    void tellsTheAddressesThatTheLoaderRebuilds() {
        Decoded decoded = decode(whole(VfData.V1).at(VfData.EQE_DMA).u64(0x10).u64(0x20));
        assertEquals("0x700001000", decoded.facts().text("eqe_dma_effective").orElseThrow());
        assertEquals("0x700002000", decoded.facts().text("aeqe_dma_effective").orElseThrow());
        assertEquals(0x10, decoded.number("eqe_dma"));
    }
}
