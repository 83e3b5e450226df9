// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.FieldValue;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

class QatDecoderTest extends StateDecoderContract {
    @Override
    protected VendorPlugin plugin() {
        return new QatPlugin();
    }

    @Override
    protected List<Sample> samples() {
        Stream<Sample> files = Stream.of("valid-sla-a", "valid-preh-long-a", "unknown-section-a", "nsects-many-a")
                .map(QatStates::sample);
        return Stream.concat(files, Stream.of(new Sample("built by the test", QatStates.validState())))
                .toList();
    }

    private static DecodeResult decode(byte[] state) {
        return DecodeResult.of(new QatDecoder(), state);
    }

    @ParameterizedTest
    @CsvSource({
        "valid-a, INFO, OK",
        "valid-sla-a, INFO, OK",
        "valid-preh-long-a, WARNING, LONG_PREAMBLE",
        "compver-a, WARNING, COMPVER",
        "bank-exception-a, WARNING, BANK_EXCEPTION",
        "no-filler-a, WARNING, SHORT_STREAM",
        "bad-magic-setup-a, ERROR, BAD_MAGIC",
        "bad-magic-state-a, ERROR, BAD_MAGIC",
        "version-a, ERROR, UNSUPPORTED_VERSION",
        "version0-a, WARNING, OLD_VERSION",
        "truncated-a, ERROR, TRUNCATED",
        "setup-size-a, ERROR, SIZE_OVERRUN",
        "preh-len-a, ERROR, BAD_PREAMBLE_LEN",
        "nsects-many-a, ERROR, NESTED_OVERRUN",
        "subsect-overrun-a, ERROR, NESTED_OVERRUN",
        "missing-config-a, ERROR, MISSING_SECTION",
        "missing-state-a, ERROR, MISSING_SECTION",
        "banks-few-a, ERROR, MISSING_SECTION",
        "unknown-section-a, WARNING, UNKNOWN_SECTION",
        "mregs-short-a, ERROR, SECTION_SIZE",
        "vreg-size-a, ERROR, SECTION_SIZE",
        "too-long-a, ERROR, TRAILING_GARBAGE",
        "sla-ragged-a, WARNING, SECTION_SIZE"
    })
    void sample_isReportedWithCode(String name, Severity worst, String code) {
        DecodeResult decoded = decode(QatStates.sample(name).bytes());
        assertEquals(worst, decoded.worst(), decoded::toString);
        assertTrue(decoded.codes().contains(code), decoded::toString);
        assertEquals(worst == Severity.INFO, decoded.codes().contains("OK"), decoded::toString);
    }

    @Test
    void facts_areReported() {
        byte[] state = QatStates.part(
                QatStates.generic(
                        4, QatStates.agreement(2, 0xf0, 1000, 2000), QatStates.agreement(0, -1, 1, 0xffffffffL)),
                QatStates.misc(),
                QatStates.banks());
        Map<String, String> facts =
                decode(QatStates.complete(QatStates.setup(), state)).facts().all();
        assertEquals(
                Map.ofEntries(
                        Map.entry("capabilities", "0x3ff"),
                        Map.entry("svcmap", "0xa5c"),
                        Map.entry("extdc", "0x3"),
                        Map.entry("pfvf_version", "4"),
                        Map.entry("banks", "4"),
                        Map.entry("slas.#", "2"),
                        Map.entry("slas.0.#", "4"),
                        Map.entry("slas.0.0", "2"),
                        Map.entry("slas.0.1", "240"),
                        Map.entry("slas.0.2", "1000"),
                        Map.entry("slas.0.3", "2000"),
                        Map.entry("slas.1.#", "4"),
                        Map.entry("slas.1.0", "0"),
                        Map.entry("slas.1.1", "18446744073709551615"),
                        Map.entry("slas.1.2", "1"),
                        Map.entry("slas.1.3", "4294967295")),
                facts);
    }

    @Test
    void capabilitiesAndServices_areNamed() {
        DecodeResult decoded = decode(QatStates.validState());
        assertEquals(Optional.of("asym,sym,crypto,decomp"), symbol(decoded, "setup.sections.CONFIG.svcmap.value"));
        assertEquals(Optional.of("CNV|0x2"), symbol(decoded, "setup.sections.CONFIG.extdc.value"));
        assertTrue(symbol(decoded, "setup.sections.CONFIG.gencap.value")
                .orElseThrow()
                .startsWith("CRYPTO_SYMMETRIC|CRYPTO_ASYMMETRIC|CIPHER|"));
    }

    private static Optional<String> symbol(DecodeResult decoded, String path) {
        return ((FieldValue.Number) QatStates.value(decoded, path)).symbol();
    }

    /** The value of each word is its index, so the test detects a register at a wrong offset. */
    @ParameterizedTest
    @CsvSource({"ringstat0, 0", "ringuostat, 2", "ringcstat0, 7", "iaintflagsrcsel0, 13", "ringsrvarben, 20"})
    void register_isReadAtItsOffset(String register, long value) {
        assertEquals(value, decode(QatStates.validState()).number("state.sections.ETRBAR.bnk3.mregs." + register));
    }

    /** Bytes that the driver does not write may contain any memory of the kernel. */
    @Test
    void uninitialisedBytes_becomeFiller() {
        DecodeResult decoded = decode(QatStates.complete(
                QatStates.setup(),
                QatStates.part(
                        QatStates.generic(5, QatStates.agreement(0, 15, 1, 1)), QatStates.misc(), QatStates.banks())));
        for (String register : List.of("ringstat1", "ringcstat3", "iaintflagsrcsel1", "reserved", "unused_rings")) {
            assertEquals(
                    new FieldValue.Filler(),
                    QatStates.value(decoded, "state.sections.ETRBAR.bnk0.mregs." + register),
                    register);
        }
        assertEquals(new FieldValue.Filler(), QatStates.value(decoded, "state.sections.GENER.sla.sla[0].padding"));
        assertEquals(new FieldValue.Filler(), QatStates.value(decoded, "filler"));
        assertEquals(new FieldValue.Text("sla"), QatStates.value(decoded, "state.sections.GENER.sla.id"));
    }

    @Test
    void bytesAfterIdTerminator_areIgnored() {
        byte[] changed =
                ByteBuilder.le(QatStates.validState()).at(16 + 7).u8('x').toArray();
        assertEquals(decode(QatStates.validState()).toString(), decode(changed).toString());
    }

    /** Pre-copy sends only the setup, which alone is half a state. */
    @Test
    void setupOnly_isTruncated() {
        assertEquals(90, QatStates.setup().length);
        DecodeResult decoded = decode(QatStates.setup());
        assertTrue(decoded.codes().contains("TRUNCATED"), decoded::toString);
        assertEquals("0x3ff", decoded.facts().text("capabilities").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "true, 8086:4941, CERTAIN",
        "true, 8086:4949, CERTAIN",
        "true, , CERTAIN",
        "true, 15b3:101e, LIKELY",
        "false, 8086:4947, LIKELY",
        "false, 15b3:101e, NONE",
        "false, , NONE"
    })
    void state_isMatched(boolean magic, String pci, Match match) {
        DeviceIdentity identity = Optional.ofNullable(pci)
                .flatMap(PciId::parse)
                .map(DeviceIdentity::of)
                .orElse(DeviceIdentity.UNKNOWN);
        byte[] head = ByteBuilder.le().u32(magic ? QatStates.MAGIC : 0).toArray();
        assertEquals(match, decoder().match(identity, head));
    }

    @Test
    void damagedMagic_isMatchedByFirstSection() {
        byte[] state = QatStates.sample("bad-magic-setup-a").bytes();
        assertEquals(
                Match.LIKELY, decoder().match(DeviceIdentity.UNKNOWN, Arrays.copyOf(state, StateDecoder.HEAD_LENGTH)));
        assertEquals(Match.NONE, decoder().match(DeviceIdentity.UNKNOWN, Arrays.copyOf(state, 22)));
    }
}
