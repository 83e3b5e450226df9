// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.migstream.plugin.xe.XeStateBuilder.GGTT;
import static org.migstream.plugin.xe.XeStateBuilder.GUC;
import static org.migstream.plugin.xe.XeStateBuilder.MMIO;
import static org.migstream.plugin.xe.XeStateBuilder.TRAILER;
import static org.migstream.plugin.xe.XeStateBuilder.VRAM;
import static org.migstream.plugin.xe.XeStateBuilder.bmg;
import static org.migstream.plugin.xe.XeStateBuilder.klvs;
import static org.migstream.plugin.xe.XeStateBuilder.valid;
import static org.migstream.plugin.xe.XeStateBuilder.withDescriptors;
import static org.migstream.plugin.xe.XeStateBuilder.withMediaGt;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.spi.VendorPlugin;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

class XeDecoderTest extends StateDecoderContract {
    private static final long DEVID = 0xf0010001L;
    private static final long REVID = 0xf0020001L;
    private static final Path CASES = Path.of("../../samples/vendor-cases/xe");

    @Override
    protected VendorPlugin plugin() {
        return new XePlugin();
    }

    @Override
    protected List<Sample> samples() {
        Stream<Sample> cases = Stream.of("valid", "valid-extra-klv", "klv-overrun", "vram-overrun", "size-zero", "tile")
                .map(name -> Sample.of(CASES.resolve(name + "-a.bin")));
        Sample made = new Sample(
                "all types of packets", valid().vram(0, 4096).vram(4096, 512).endWithTrailer());
        return Stream.concat(cases, Stream.of(made)).toList();
    }

    private static DecodeResult decode(byte[] state) {
        return DecodeResult.of(new XeDecoder(), state);
    }

    private static Arguments infoCase(byte[] state, String... codes) {
        return Arguments.of(Severity.INFO, Set.of(codes), state);
    }

    private static Arguments warningCase(byte[] state, String... codes) {
        return Arguments.of(Severity.WARNING, Set.of(codes), state);
    }

    private static Arguments errorCase(byte[] state, String... codes) {
        return Arguments.of(Severity.ERROR, Set.of(codes), state);
    }

    static Stream<Arguments> descriptors() {
        byte[] unknownKey = klvs(0xf0010001L, 0xb080, 0x00070000L, 0xf0020001L, 0);
        return Stream.of(
                infoCase(withDescriptors(unknownKey).endWithTrailer(), "OK", "UNKNOWN_KLV"),
                warningCase(withDescriptors(klvs(DEVID, 0xe20b)).endWithTrailer(), "MISSING_KLV"),
                warningCase(withDescriptors(klvs(REVID, 1)).endWithTrailer(), "MISSING_KLV"),
                warningCase(
                        withDescriptors(klvs(DEVID, 0xe20b, REVID, 0, DEVID, 0xe20c))
                                .endWithTrailer(),
                        "DUPLICATE_KLV"),
                warningCase(withDescriptors(klvs(DEVID, 0xe20b), klvs(REVID, 1)).endWithTrailer(), "DUPLICATE_PACKET"),
                errorCase(withDescriptors().endWithTrailer(), "NO_DESCRIPTOR"),
                errorCase(withDescriptors(klvs()).endWithTrailer(), "NO_DESCRIPTOR"),
                errorCase(withDescriptors(klvs(0x00010000L)).endWithTrailer(), "NO_DESCRIPTOR", "UNKNOWN_KLV"),
                errorCase(withDescriptors(klvs(DEVID - 1, REVID, 0)).endWithTrailer(), "NESTED_SIZE", "MISSING_KLV"),
                errorCase(withDescriptors(klvs(DEVID + 1, 0xe20b, 0, REVID, 0)).endWithTrailer(), "NESTED_SIZE"),
                errorCase(
                        withDescriptors(klvs(DEVID, 0xe20b, REVID)).endWithTrailer(), "NESTED_OVERRUN", "MISSING_KLV"),
                errorCase(
                        withDescriptors(klvs(DEVID, 0xe20b, REVID, 0, 0x1234ffffL, 0))
                                .endWithTrailer(),
                        "NESTED_OVERRUN"),
                errorCase(
                        withDescriptors(Arrays.copyOf(klvs(DEVID, 0xe20b, REVID, 0), 17))
                                .endWithTrailer(),
                        "NESTED_TRUNCATED"),
                errorCase(
                        withDescriptors(Arrays.copyOf(klvs(DEVID, 0xe20b, REVID, 0), 15))
                                .endWithTrailer(),
                        "NESTED_TRUNCATED",
                        "NESTED_OVERRUN",
                        "MISSING_KLV"));
    }

    static Stream<Arguments> packets() {
        return Stream.of(
                infoCase(valid().endWithTrailer(), "OK"),
                infoCase(withMediaGt().endWithTrailer(), "OK"),
                warningCase(valid().flags(1L << 31).packet(VRAM, 1).flags(0).endWithTrailer(), "UNKNOWN_FLAGS"),
                warningCase(valid().packet(255, 3).endWithTrailer(), "UNKNOWN_PACKET_TYPE"),
                warningCase(ByteBuilder.le(valid().endWithTrailer()).u8(7).toArray(), "TRAILING_GARBAGE"),
                warningCase(
                        ByteBuilder.le(valid().endWithTrailer())
                                .bytes(valid().endWithTrailer())
                                .toArray(),
                        "TRAILING_GARBAGE"),
                warningCase(valid().packet(MMIO, 16).endWithTrailer(), "DUPLICATE_PACKET"),
                warningCase(
                        bmg().packet(GUC, 4).packet(MMIO, 16).packet(GGTT, 8).endWithTrailer(), "PACKET_ORDER"),
                warningCase(bmg().endWithTrailer(), "MISSING_PACKET"),
                warningCase(bmg().packet(GUC, 4).packet(MMIO, 16).endWithTrailer(), "MISSING_PACKET"),
                warningCase(valid().gt(0, 1).packet(GUC, 8).endWithTrailer(), "MISSING_PACKET"),
                warningCase(
                        bmg().offset(8)
                                .packet(GUC, 4)
                                .offset(0)
                                .packet(GGTT, 8)
                                .packet(MMIO, 16)
                                .endWithTrailer(),
                        "PACKET_OFFSET"),
                warningCase(withMediaGt().vram(0, 1).endWithTrailer(), "NOT_MAIN_GT"),
                errorCase(valid().packet(0, 5).endWithTrailer(), "BAD_PACKET_TYPE"),
                errorCase(valid().version(2).endWithTrailer(), "UNSUPPORTED_VERSION"),
                errorCase(valid().offset(1).packet(TRAILER, 0).endWithoutTrailer(), "BAD_TRAILER"),
                errorCase(valid().packet(TRAILER, 1).endWithoutTrailer(), "BAD_TRAILER"),
                errorCase(valid().endWithoutTrailer(), "TRUNCATED"),
                errorCase(valid().header(VRAM, 10).endWithoutTrailer(), "TRUNCATED"),
                errorCase(new byte[0], "TRUNCATED", "NO_DESCRIPTOR"));
    }

    static Stream<Arguments> sizes() {
        Stream<Arguments> wrong = Stream.of(
                        bmg().packet(GUC, 0).packet(GGTT, 8).packet(MMIO, 16),
                        bmg().packet(GUC, 3).packet(GGTT, 8).packet(MMIO, 16),
                        bmg().packet(GUC, 4).packet(GGTT, 0).packet(MMIO, 16),
                        bmg().packet(GUC, 4).packet(GGTT, 12).packet(MMIO, 16),
                        bmg().packet(GUC, 4).packet(GGTT, 8).packet(MMIO, 0),
                        bmg().packet(GUC, 4).packet(GGTT, 8).packet(MMIO, 20),
                        valid().packet(VRAM, 0))
                .map(packets -> errorCase(packets.endWithTrailer(), "PACKET_SIZE"));
        Stream<Arguments> large = Stream.of(
                        bmg().header(GUC, 1L << 31),
                        bmg().header(GGTT, -1),
                        bmg().header(MMIO, Long.MIN_VALUE),
                        bmg().header(VRAM, (1L << 40) + 1))
                .map(packets -> errorCase(packets.endWithoutTrailer(), "RECORD_TOO_LARGE"));
        return Stream.concat(wrong, large);
    }

    static Stream<Arguments> memory() {
        return Stream.of(
                infoCase(valid().vram(0, 10).vram(10, 20).endWithTrailer(), "OK"),
                infoCase(valid().vram(10, 20).vram(0, 10).endWithTrailer(), "OK"),
                warningCase(valid().vram(1, 10).endWithTrailer(), "VRAM_COVERAGE"),
                warningCase(valid().vram(0, 10).vram(11, 10).endWithTrailer(), "VRAM_COVERAGE"),
                warningCase(valid().vram(0, 10).vram(9, 10).endWithTrailer(), "VRAM_COVERAGE"),
                warningCase(valid().vram(0, 10).vram(0, 10).endWithTrailer(), "VRAM_COVERAGE"),
                errorCase(valid().vram(-32, 64).endWithTrailer(), "VRAM_RANGE"),
                errorCase(valid().vram(-64, 64).endWithTrailer(), "VRAM_RANGE"),
                errorCase(valid().vram(Long.MAX_VALUE, 1).endWithTrailer(), "VRAM_RANGE"),
                errorCase(valid().vram(1L << 40, 1).endWithTrailer(), "VRAM_RANGE"),
                warningCase(valid().vram((1L << 40) - 1, 1).endWithTrailer(), "VRAM_COVERAGE"));
    }

    static Stream<Arguments> tiles() {
        return Stream.of(
                infoCase(
                        valid().gt(1, 2)
                                .packet(GUC, 4)
                                .packet(GGTT, 64)
                                .packet(MMIO, 16)
                                .endWithTrailer(),
                        "OK"),
                errorCase(valid().gt(1, 0).packet(VRAM, 4).endWithTrailer(), "BAD_TILE"),
                errorCase(valid().gt(1, 1).packet(GUC, 4).packet(MMIO, 16).endWithTrailer(), "BAD_TILE"),
                errorCase(withMediaGt().gt(255, 1).packet(9, 4).endWithTrailer(), "BAD_TILE", "UNKNOWN_PACKET_TYPE"),
                errorCase(valid().gt(0, 1).packet(TRAILER, 0).endWithoutTrailer(), "BAD_TILE"),
                errorCase(valid().gt(1, 0).packet(TRAILER, 0).endWithoutTrailer(), "BAD_TILE"));
    }

    @ParameterizedTest
    @MethodSource({"descriptors", "packets", "sizes", "memory", "tiles"})
    void damagedState_isReported(Severity worst, Set<String> codes, byte[] state) {
        DecodeResult decoded = decode(state);
        assertEquals(codes, decoded.codes(), decoded::toString);
        assertEquals(worst, decoded.worst());
    }

    /** The numbering of GTs is not known for an unknown device. */
    @Test
    void unsupportedDevice_usesTileOfFirstPacket() {
        byte[] unknownDevice = klvs(DEVID, 0x1234, REVID, 0);
        assertEquals(
                Set.of("UNKNOWN_GPU"),
                decode(withDescriptors(unknownDevice)
                                .gt(1, 1)
                                .packet(GUC, 4)
                                .packet(MMIO, 16)
                                .endWithTrailer())
                        .codes());
        DecodeResult differentTiles = decode(withDescriptors(unknownDevice)
                .gt(1, 1)
                .packet(GUC, 4)
                .gt(0, 1)
                .packet(MMIO, 16)
                .endWithTrailer());
        assertEquals(Set.of("BAD_TILE", "UNKNOWN_GPU"), differentTiles.codes());
    }

    static Stream<Arguments> gpusWithMemory() {
        return Stream.of(
                Arguments.of(0xe20bL, Severity.INFO, "OK"), // BMG
                Arguments.of(0xe223L, Severity.INFO, "OK"),
                Arguments.of(0xb080L, Severity.ERROR, "NO_VRAM"), // PTL
                Arguments.of(0xb0b0L, Severity.ERROR, "NO_VRAM"),
                Arguments.of(0xfd81L, Severity.ERROR, "NO_VRAM"), // WCL
                Arguments.of(0xb0b1L, Severity.WARNING, "UNKNOWN_GPU"),
                Arguments.of(0x1e20bL, Severity.WARNING, "UNKNOWN_GPU"));
    }

    @ParameterizedTest
    @MethodSource("gpusWithMemory")
    void memoryOfGpu_isPossibleOnlyIfTheGpuHasMemory(long devid, Severity worst, String code) {
        byte[] descriptor = klvs(DEVID, devid, REVID, 0);
        DecodeResult decoded = decode(withDescriptors(descriptor).vram(0, 64).endWithTrailer());
        assertEquals(Set.of(code), decoded.codes(), decoded::toString);
        assertEquals(worst, decoded.worst());
        DecodeResult late =
                decode(withDescriptors().vram(0, 64).descriptor(descriptor).endWithTrailer());
        assertTrue(late.codes().contains(code) || code.equals("OK"), late::toString);
    }

    @ParameterizedTest
    @ValueSource(longs = {0xe20b, 0xb080, 0xfd80})
    void stateWithoutMemory_isSoundForEachKnownGpu(long devid) {
        assertEquals(
                Set.of("OK"),
                decode(withDescriptors(klvs(DEVID, devid, REVID, 0)).endWithTrailer())
                        .codes());
    }

    @Test
    void lateDescriptor_isReported() {
        DecodeResult decoded = decode(
                withDescriptors().descriptor(klvs(DEVID, 0xe20b, REVID, 0)).endWithTrailer());
        assertEquals(Set.of("DESCRIPTOR_NOT_FIRST"), decoded.codes());
    }

    @Test
    void facts_areReported() {
        Map<String, String> facts = decode(withMediaGt()
                        .gt(1, 2)
                        .packet(GUC, 4)
                        .packet(GGTT, 64)
                        .packet(MMIO, 16)
                        .vram(0, 512)
                        .gt(0, 0)
                        .vram(0, 4096)
                        .endWithTrailer())
                .facts()
                .all();
        assertEquals(
                Map.ofEntries(
                        entry("devid", "0xe20b"),
                        entry("revid", "4"),
                        entry("gts.#", "3"),
                        entry("gts.0", "0"),
                        entry("gts.1", "0"),
                        entry("gts.2", "1"),
                        entry("main_gt.#", "2"),
                        entry("main_gt.0", "0"),
                        entry("main_gt.1", "2"),
                        entry("ggtt_bytes", "64"),
                        entry("vram_bytes", "4096")),
                facts);
    }

    @Test
    void differentGgttSizes_areNotReportedAsFact() {
        byte[] state = withMediaGt().gt(1, 2).packet(GGTT, 8).endWithTrailer();
        assertEquals(Optional.empty(), decode(state).facts().text("ggtt_bytes"));
    }

    @Test
    void truncatedState_reportsKnownFacts() {
        DecodeResult decoded = decode(valid().header(VRAM, 10).endWithoutTrailer());
        assertEquals("0xe20b", decoded.facts().text("devid").orElseThrow());
        assertEquals("64", decoded.facts().text("ggtt_bytes").orElseThrow());
        assertTrue(decoded.damage().isPresent());
    }

    @Test
    void repeatedFault_isLimited() {
        XeStateBuilder packets = valid();
        for (int i = 0; i < 1000; i++) {
            packets.flags(i + 1).gt(0, 0).vram(2L * i, 1);
        }
        DecodeResult decoded = decode(packets.flags(0).endWithTrailer());
        List<String> messages = decoded.findings().stream()
                .filter(finding -> finding.code().equals("UNKNOWN_FLAGS"))
                .map(Finding::message)
                .toList();
        assertEquals(9, messages.size());
        assertEquals("992 more of these", messages.get(8));
        assertEquals(Set.of("UNKNOWN_FLAGS", "VRAM_COVERAGE"), decoded.codes());
    }

    @Test
    void allPackets_areComplete() {
        assertEquals(
                Optional.of(Completeness.COMPLETE),
                decode(valid().endWithTrailer()).completeness());
        assertEquals(
                Optional.of(Completeness.INCOMPLETE),
                decode(bmg().endWithTrailer()).completeness());
        assertEquals(
                Optional.of(Completeness.INCOMPLETE),
                decode(valid().endWithoutTrailer()).completeness());
    }
}
