// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.migstream.plugin.xe.Packets.GGTT;
import static org.migstream.plugin.xe.Packets.GUC;
import static org.migstream.plugin.xe.Packets.MMIO;
import static org.migstream.plugin.xe.Packets.TRAILER;
import static org.migstream.plugin.xe.Packets.VRAM;
import static org.migstream.plugin.xe.Packets.bmg;
import static org.migstream.plugin.xe.Packets.klvs;
import static org.migstream.plugin.xe.Packets.media;
import static org.migstream.plugin.xe.Packets.sound;
import static org.migstream.plugin.xe.Packets.under;

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
import org.migstream.spi.Completeness;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.testkit.Bytes;
import org.migstream.spi.testkit.Decoded;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

class XeStateTest extends StateDecoderContract {
    private static final long DEVID = 0xf0010001L;
    private static final long REVID = 0xf0020001L;
    private static final Path CASES = Path.of("../../samples/vendor-cases/xe");

    @Override
    protected StateDecoder decoder() {
        return new XeDecoder();
    }

    @Override
    protected List<Sample> samples() {
        Stream<Sample> cases = Stream.of("valid", "valid-extra-klv", "klv-overrun", "vram-overrun", "size-zero", "tile")
                .map(name -> Sample.of(CASES.resolve(name + "-a.bin")));
        Sample made = new Sample(
                "all types of packets", sound().vram(0, 4096).vram(4096, 512).end());
        return Stream.concat(cases, Stream.of(made)).toList();
    }

    private static Decoded decode(byte[] state) {
        return Decoded.of(new XeDecoder(), state);
    }

    private static Arguments ok(byte[] state, String... codes) {
        return Arguments.of(Severity.INFO, Set.of(codes), state);
    }

    private static Arguments odd(byte[] state, String... codes) {
        return Arguments.of(Severity.WARNING, Set.of(codes), state);
    }

    private static Arguments bad(byte[] state, String... codes) {
        return Arguments.of(Severity.ERROR, Set.of(codes), state);
    }

    static Stream<Arguments> descriptors() {
        byte[] strange = klvs(0xf0010001L, 0xb080, 0x00070000L, 0xf0020001L, 0);
        return Stream.of(
                ok(under(strange).end(), "OK", "UNKNOWN_KLV"),
                odd(under(klvs(DEVID, 0xe20b)).end(), "MISSING_KLV"),
                odd(under(klvs(REVID, 1)).end(), "MISSING_KLV"),
                odd(under(klvs(DEVID, 1, REVID, 0, DEVID, 2)).end(), "DUPLICATE_KLV"),
                odd(under(klvs(DEVID, 1), klvs(REVID, 1)).end(), "DUPLICATE_PACKET"),
                bad(under().end(), "NO_DESCRIPTOR"),
                bad(under(klvs()).end(), "NO_DESCRIPTOR"),
                bad(under(klvs(0x00010000L)).end(), "NO_DESCRIPTOR", "UNKNOWN_KLV"),
                bad(under(klvs(DEVID - 1, REVID, 0)).end(), "NESTED_SIZE", "MISSING_KLV"),
                bad(under(klvs(DEVID + 1, 0xe20b, 0, REVID, 0)).end(), "NESTED_SIZE"),
                bad(under(klvs(DEVID, 1, REVID)).end(), "NESTED_OVERRUN", "MISSING_KLV"),
                bad(under(klvs(DEVID, 1, REVID, 0, 0x1234ffffL, 0)).end(), "NESTED_OVERRUN"),
                bad(under(Arrays.copyOf(klvs(DEVID, 1, REVID, 0), 17)).end(), "NESTED_TRUNCATED"),
                bad(
                        under(Arrays.copyOf(klvs(DEVID, 1, REVID, 0), 15)).end(),
                        "NESTED_TRUNCATED",
                        "NESTED_OVERRUN",
                        "MISSING_KLV"));
    }

    static Stream<Arguments> packets() {
        return Stream.of(
                ok(sound().end(), "OK"),
                ok(media().end(), "OK"),
                odd(sound().flags(1L << 31).packet(VRAM, 1).flags(0).end(), "UNKNOWN_FLAGS"),
                odd(sound().packet(255, 3).end(), "UNKNOWN_PACKET_TYPE"),
                odd(Bytes.le(sound().end()).u8(7).toArray(), "TRAILING_GARBAGE"),
                odd(Bytes.le(sound().end()).bytes(sound().end()).toArray(), "TRAILING_GARBAGE"),
                odd(sound().packet(MMIO, 16).end(), "DUPLICATE_PACKET"),
                odd(bmg().packet(GUC, 4).packet(MMIO, 16).packet(GGTT, 8).end(), "PACKET_ORDER"),
                odd(bmg().end(), "MISSING_PACKET"),
                odd(bmg().packet(GUC, 4).packet(MMIO, 16).end(), "MISSING_PACKET"),
                odd(sound().of(0, 1).packet(GUC, 8).end(), "MISSING_PACKET"),
                odd(
                        bmg().offset(8)
                                .packet(GUC, 4)
                                .offset(0)
                                .packet(GGTT, 8)
                                .packet(MMIO, 16)
                                .end(),
                        "PACKET_OFFSET"),
                odd(media().vram(0, 1).end(), "NOT_MAIN_GT"),
                bad(sound().packet(0, 5).end(), "BAD_PACKET_TYPE"),
                bad(sound().version(2).end(), "UNSUPPORTED_VERSION"),
                bad(sound().offset(1).packet(TRAILER, 0).cut(), "BAD_TRAILER"),
                bad(sound().packet(TRAILER, 1).cut(), "BAD_TRAILER"),
                bad(sound().cut(), "TRUNCATED"),
                bad(sound().header(VRAM, 10).cut(), "TRUNCATED"),
                bad(new byte[0], "TRUNCATED", "NO_DESCRIPTOR"));
    }

    static Stream<Arguments> sizes() {
        Stream<Arguments> wrong = Stream.of(
                        bmg().packet(GUC, 0).packet(GGTT, 8).packet(MMIO, 16),
                        bmg().packet(GUC, 3).packet(GGTT, 8).packet(MMIO, 16),
                        bmg().packet(GUC, 4).packet(GGTT, 0).packet(MMIO, 16),
                        bmg().packet(GUC, 4).packet(GGTT, 12).packet(MMIO, 16),
                        bmg().packet(GUC, 4).packet(GGTT, 8).packet(MMIO, 0),
                        bmg().packet(GUC, 4).packet(GGTT, 8).packet(MMIO, 20),
                        sound().packet(VRAM, 0))
                .map(packets -> bad(packets.end(), "PACKET_SIZE"));
        Stream<Arguments> large = Stream.of(
                        bmg().header(GUC, 1L << 31),
                        bmg().header(GGTT, -1),
                        bmg().header(MMIO, Long.MIN_VALUE),
                        bmg().header(VRAM, (1L << 40) + 1))
                .map(packets -> bad(packets.cut(), "RECORD_TOO_LARGE"));
        return Stream.concat(wrong, large);
    }

    static Stream<Arguments> memory() {
        return Stream.of(
                ok(sound().vram(0, 10).vram(10, 20).end(), "OK"),
                ok(sound().vram(10, 20).vram(0, 10).end(), "OK"),
                odd(sound().vram(1, 10).end(), "VRAM_COVERAGE"),
                odd(sound().vram(0, 10).vram(11, 10).end(), "VRAM_COVERAGE"),
                odd(sound().vram(0, 10).vram(9, 10).end(), "VRAM_COVERAGE"),
                odd(sound().vram(0, 10).vram(0, 10).end(), "VRAM_COVERAGE"),
                bad(sound().vram(-32, 64).end(), "VRAM_RANGE"),
                bad(sound().vram(-64, 64).end(), "VRAM_RANGE"),
                bad(sound().vram(Long.MAX_VALUE, 1).end(), "VRAM_RANGE"),
                bad(sound().vram(1L << 40, 1).end(), "VRAM_RANGE"),
                odd(sound().vram((1L << 40) - 1, 1).end(), "VRAM_COVERAGE"));
    }

    static Stream<Arguments> tiles() {
        return Stream.of(
                ok(
                        sound().of(1, 2)
                                .packet(GUC, 4)
                                .packet(GGTT, 64)
                                .packet(MMIO, 16)
                                .end(),
                        "OK"),
                bad(sound().of(1, 0).packet(VRAM, 4).end(), "BAD_TILE"),
                bad(sound().of(1, 1).packet(GUC, 4).packet(MMIO, 16).end(), "BAD_TILE"),
                bad(media().of(255, 1).packet(9, 4).end(), "BAD_TILE", "UNKNOWN_PACKET_TYPE"),
                bad(sound().of(0, 1).packet(TRAILER, 0).cut(), "BAD_TILE"),
                bad(sound().of(1, 0).packet(TRAILER, 0).cut(), "BAD_TILE"));
    }

    @ParameterizedTest
    @MethodSource({"descriptors", "packets", "sizes", "memory", "tiles"})
    void saysWhatIsWrong(Severity worst, Set<String> codes, byte[] state) {
        Decoded decoded = decode(state);
        assertEquals(codes, decoded.codes(), decoded::toString);
        assertEquals(worst, decoded.worst());
    }

    /** How GTs of a device that is not known are numbered is not known either. */
    @Test
    void believesTheFirstPacketOfAGtOfAnotherDevice() {
        byte[] other = klvs(DEVID, 0x1234, REVID, 0);
        assertEquals(
                Set.of("OK"),
                decode(under(other).of(1, 1).packet(GUC, 4).packet(MMIO, 16).end())
                        .codes());
        Decoded torn = decode(
                under(other).of(1, 1).packet(GUC, 4).of(0, 1).packet(MMIO, 16).end());
        assertEquals(Set.of("BAD_TILE"), torn.codes());
    }

    @Test
    void missesADescriptorAtTheFront() {
        Decoded decoded =
                decode(under().descriptor(klvs(DEVID, 0xe20b, REVID, 0)).end());
        assertEquals(Set.of("DESCRIPTOR_NOT_FIRST"), decoded.codes());
    }

    @Test
    void tellsWhatIsCompared() {
        Map<String, String> facts = decode(media().of(1, 2)
                        .packet(GUC, 4)
                        .packet(GGTT, 64)
                        .packet(MMIO, 16)
                        .vram(0, 512)
                        .of(0, 0)
                        .vram(0, 4096)
                        .end())
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
    void tellsNoSizeOfPageTablesThatDiffer() {
        byte[] state = media().of(1, 2).packet(GGTT, 8).end();
        assertEquals(Optional.empty(), decode(state).facts().text("ggtt_bytes"));
    }

    @Test
    void tellsWhatItKnowsOfACutState() {
        Decoded decoded = decode(sound().header(VRAM, 10).cut());
        assertEquals("0xe20b", decoded.facts().text("devid").orElseThrow());
        assertEquals("64", decoded.facts().text("ggtt_bytes").orElseThrow());
        assertTrue(decoded.damage().isPresent());
    }

    @Test
    void reportsTheSameFaultAFewTimes() {
        Packets packets = sound();
        for (int i = 0; i < 1000; i++) {
            packets.flags(i + 1).of(0, 0).vram(2L * i, 1);
        }
        Decoded decoded = decode(packets.flags(0).end());
        List<String> messages = decoded.findings().stream()
                .filter(finding -> finding.code().equals("UNKNOWN_FLAGS"))
                .map(Finding::message)
                .toList();
        assertEquals(9, messages.size());
        assertEquals("992 more of these", messages.get(8));
        assertEquals(Set.of("UNKNOWN_FLAGS", "VRAM_COVERAGE"), decoded.codes());
    }

    @Test
    void isCompleteWhenNothingIsMissing() {
        assertEquals(Optional.of(Completeness.COMPLETE), decode(sound().end()).completeness());
        assertEquals(Optional.of(Completeness.INCOMPLETE), decode(bmg().end()).completeness());
        assertEquals(Optional.of(Completeness.INCOMPLETE), decode(sound().cut()).completeness());
    }
}
