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
import org.migstream.spi.testkit.Bytes;
import org.migstream.spi.testkit.Decoded;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

class QatStateTest extends StateDecoderContract {
    @Override
    protected StateDecoder decoder() {
        return new QatStateDecoder();
    }

    @Override
    protected List<Sample> samples() {
        Stream<Sample> files = Stream.of("valid-sla-a", "valid-preh-long-a", "unknown-section-a", "nsects-many-a")
                .map(States::sample);
        return Stream.concat(files, Stream.of(new Sample("made by hand", States.sound())))
                .toList();
    }

    private static Decoded decode(byte[] state) {
        return Decoded.of(new QatStateDecoder(), state);
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
    void judgesTheSamples(String name, Severity worst, String code) {
        Decoded decoded = decode(States.sample(name).bytes());
        assertEquals(worst, decoded.worst(), decoded::toString);
        assertTrue(decoded.codes().contains(code), decoded::toString);
        assertEquals(worst == Severity.INFO, decoded.codes().contains("OK"), decoded::toString);
    }

    @Test
    void tellsTheFactsThatProfilesHave() {
        byte[] state = States.part(
                States.generic(4, States.agreement(2, 0xf0, 1000, 2000), States.agreement(0, -1, 1, 0xffffffffL)),
                States.misc(),
                States.banks());
        Map<String, String> facts =
                decode(States.whole(States.setup(), state)).facts().all();
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
    void namesCapabilitiesAndServices() {
        Decoded decoded = decode(States.sound());
        assertEquals(Optional.of("asym,sym,crypto,decomp"), symbol(decoded, "setup.sections.CONFIG.svcmap.value"));
        assertEquals(Optional.of("CNV|0x2"), symbol(decoded, "setup.sections.CONFIG.extdc.value"));
        assertTrue(symbol(decoded, "setup.sections.CONFIG.gencap.value")
                .orElseThrow()
                .startsWith("CRYPTO_SYMMETRIC|CRYPTO_ASYMMETRIC|CIPHER|"));
    }

    private static Optional<String> symbol(Decoded decoded, String path) {
        return ((FieldValue.Number) States.value(decoded, path)).symbol();
    }

    /** The words have their own indexes for values, so a register out of its place is seen. */
    @ParameterizedTest
    @CsvSource({"ringstat0, 0", "ringuostat, 2", "ringcstat0, 7", "iaintflagsrcsel0, 13", "ringsrvarben, 20"})
    void readsRegistersFromTheirPlaces(String register, long value) {
        assertEquals(value, decode(States.sound()).number("state.sections.ETRBAR.bnk3.mregs." + register));
    }

    /** What the driver does not write could be anything of the kernel's memory. */
    @Test
    void whatNobodyInitialisedIsFiller() {
        Decoded decoded = decode(States.whole(
                States.setup(),
                States.part(States.generic(5, States.agreement(0, 15, 1, 1)), States.misc(), States.banks())));
        for (String register : List.of("ringstat1", "ringcstat3", "iaintflagsrcsel1", "reserved", "unused_rings")) {
            assertEquals(
                    new FieldValue.Filler(),
                    States.value(decoded, "state.sections.ETRBAR.bnk0.mregs." + register),
                    register);
        }
        assertEquals(new FieldValue.Filler(), States.value(decoded, "state.sections.GENER.sla.sla[0].padding"));
        assertEquals(new FieldValue.Filler(), States.value(decoded, "filler"));
        assertEquals(new FieldValue.Text("sla"), States.value(decoded, "state.sections.GENER.sla.id"));
    }

    @Test
    void whatStandsBehindTheEndOfAnIdIsNotSeen() {
        byte[] other = Bytes.le(States.sound()).at(16 + 7).u8('x').toArray();
        assertEquals(decode(States.sound()).toString(), decode(other).toString());
    }

    /** Pre-copy sends no more than that; alone it is half a state. */
    @Test
    void theSetupAloneIsTruncated() {
        assertEquals(90, States.setup().length);
        Decoded decoded = decode(States.setup());
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
    void recognizes(boolean magic, String pci, Match match) {
        DeviceIdentity identity = Optional.ofNullable(pci)
                .flatMap(PciId::parse)
                .map(DeviceIdentity::of)
                .orElse(DeviceIdentity.UNKNOWN);
        byte[] head = Bytes.le().u32(magic ? States.MAGIC : 0).toArray();
        assertEquals(match, decoder().match(identity, head));
    }

    @Test
    void recognizesTheFirstSectionWithoutTheMagic() {
        byte[] state = States.sample("bad-magic-setup-a").bytes();
        assertEquals(Match.LIKELY, decoder().match(DeviceIdentity.UNKNOWN, Arrays.copyOf(state, StateDecoder.HEAD)));
        assertEquals(Match.NONE, decoder().match(DeviceIdentity.UNKNOWN, Arrays.copyOf(state, 22)));
    }
}
