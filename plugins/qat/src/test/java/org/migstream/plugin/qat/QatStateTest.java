// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Completeness;
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
        Stream<Sample> files = Stream.of(
                        "valid-a", "valid-sla-a", "valid-preh-long-a", "unknown-section-a", "too-long-a")
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
        return ((FieldValue.Number) value(decoded, path)).symbol();
    }

    private static FieldValue value(Decoded decoded, String path) {
        return decoded.fields().stream()
                .filter(leaf -> leaf.path().equals(path))
                .map(leaf -> leaf.field().value())
                .findFirst()
                .orElseThrow();
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
                    new FieldValue.Filler(), value(decoded, "state.sections.ETRBAR.bnk0.mregs." + register), register);
        }
        assertEquals(new FieldValue.Filler(), value(decoded, "state.sections.GENER.sla.sla[0].padding"));
        assertEquals(new FieldValue.Filler(), value(decoded, "filler"));
        assertEquals(new FieldValue.Text("sla"), value(decoded, "state.sections.GENER.sla.id"));
    }

    /** Pre-copy sends no more than that; alone it is half a state. */
    @Test
    void theSetupAloneIsTruncated() {
        assertEquals(90, States.setup().length);
        Decoded decoded = decode(States.setup());
        assertTrue(decoded.codes().contains("TRUNCATED"), decoded::toString);
        assertEquals("0x3ff", decoded.facts().text("capabilities").orElseThrow());
    }

    @Test
    void sectionsMayStandInAnyOrder() {
        byte[] turned = States.whole(
                States.setup(),
                States.part(
                        States.tree("ETRBAR", States.bank(3), States.bank(1), States.bank(0), States.bank(2)),
                        States.misc(),
                        States.generic(1)));
        Decoded decoded = decode(turned);
        assertEquals(Severity.INFO, decoded.worst(), decoded::toString);
        assertEquals(Optional.of(Completeness.COMPLETE), decoded.completeness());
    }

    @ParameterizedTest
    @CsvSource({"0xfffffff8, SIZE_OVERRUN", "4081, SIZE_OVERRUN", "4080, TRUNCATED", "8, NESTED_OVERRUN"})
    void sizesOfThePartsAreNotBelieved(String size, String code) {
        byte[] state = Bytes.le(States.sound()).at(12).u32(Long.decode(size)).toArray();
        assertContains(state, Severity.ERROR, code);
    }

    /** The buffer ends for both parts at the same place. */
    @Test
    void theStateHasOnlyWhatTheSetupLeaves() {
        byte[] gap = Bytes.le(States.sound()).at(90 + 12).u32(4096 - 90 - 16).toArray();
        assertContains(gap, Severity.WARNING, "SECTION_SIZE");
        byte[] over = Bytes.le(States.sound()).at(90 + 12).u32(4096 - 90 - 15).toArray();
        assertContains(over, Severity.ERROR, "SIZE_OVERRUN");
    }

    private static void assertContains(byte[] state, Severity worst, String code) {
        Decoded decoded = decode(state);
        assertEquals(worst, decoded.worst(), decoded::toString);
        assertTrue(decoded.codes().contains(code), decoded::toString);
    }

    private static void assertState(Severity worst, String code, byte[]... sections) {
        assertContains(States.whole(States.setup(), States.part(sections)), worst, code);
    }

    @Test
    void theFirstOfTwoSectionsCounts() {
        byte[] setup = States.part(States.config(1, 2, 3), States.config(4, 5, 6));
        Decoded decoded = decode(States.whole(setup, States.state()));
        assertEquals("0x1", decoded.facts().text("capabilities").orElseThrow());
        assertEquals(Severity.WARNING, decoded.worst(), decoded::toString);
        assertTrue(decoded.codes().contains("DUPLICATE_SECTION"), decoded::toString);
    }

    /** Ids come from who made the stream; the kit, too, checks what names look like. */
    @Test
    void idsOfUnknownSectionsDoNotBecomeNames() {
        byte[] evil = States.data("\u001b[2J;", (byte) 1);
        byte[] setup = States.part(States.config(1, 2, 3), evil);
        Decoded decoded = decode(States.whole(setup, States.state()));
        assertEquals(new FieldValue.Text("\u001b[2J;"), value(decoded, "setup.sections.section[1].id"));
        assertContains(States.whole(setup, States.state()), Severity.WARNING, "UNKNOWN_SECTION");
    }

    @Test
    void anIdMayFillItsEightBytes() {
        byte[] setup = States.part(States.data("GENERATE"), States.config(1, 2, 3));
        Decoded decoded = decode(States.whole(setup, States.state()));
        assertEquals(new FieldValue.Text("GENERATE"), value(decoded, "setup.sections.section[0].id"));
        assertEquals(Severity.WARNING, decoded.worst(), decoded::toString);
    }

    @ParameterizedTest
    @CsvSource({"visrc, WARNING", "vimsk, ERROR", "vispv, WARNING", "vimpv, ERROR", "pf2vm, ERROR", "vm2pf, ERROR"})
    void onlySomeRegistersMatter(String register, Severity severity) {
        byte[][] registers = Stream.of("visrc", "vimsk", "vispv", "vimpv", "pf2vm", "vm2pf")
                .map(id -> States.data(id, new byte[id.equals(register) ? 5 : 4]))
                .toArray(byte[][]::new);
        assertState(severity, "SECTION_SIZE", States.generic(5), States.tree("MISCBAR", registers), States.banks());
        byte[][] fewer = Stream.of("visrc", "vimsk", "vispv", "vimpv", "pf2vm", "vm2pf")
                .filter(id -> !id.equals(register))
                .map(id -> States.data(id, new byte[4]))
                .toArray(byte[][]::new);
        assertState(severity, "MISSING_SECTION", States.generic(5), States.tree("MISCBAR", fewer), States.banks());
    }

    @ParameterizedTest
    @CsvSource({"0, ERROR", "100, ERROR", "471, ERROR", "472, INFO", "473, WARNING", "480, WARNING"})
    void banksHaveOneSize(int size, Severity severity) {
        byte[] bank = States.tree("bnk1", States.data("mregs", Arrays.copyOf(States.registers(0), size)));
        byte[] banks = States.tree("ETRBAR", States.bank(0), bank, States.bank(2), States.bank(3));
        String code = severity == Severity.INFO ? "OK" : "SECTION_SIZE";
        assertState(severity, code, States.generic(5), States.misc(), banks);
    }

    @Test
    void banksAreCountedUpToTheFirstThatIsMissing() {
        byte[] banks = States.tree("ETRBAR", States.bank(0), States.bank(2), States.bank(3));
        Decoded decoded = decode(States.whole(States.setup(), States.part(States.generic(5), States.misc(), banks)));
        assertEquals("1", decoded.facts().text("banks").orElseThrow());
        assertEquals(Optional.of(Completeness.INCOMPLETE), decoded.completeness());
    }

    /** The ring of configuration 7 has 64 &lt;&lt; 7 bytes. */
    @ParameterizedTest
    @CsvSource({"7, 8191, false", "7, 8192, true", "0x407, 8191, false", "0, 8192, false", "17, 0xffffffff, false"})
    void placesOutsideOfARingAreTold(String config, String tail, boolean told) {
        byte[] registers = Bytes.le(States.registers(0))
                .at(88 + 8)
                .u32(Long.decode(config))
                .u32(0)
                .u32(Long.decode(tail))
                .at(88 + 24 + 8)
                .u32(0)
                .toArray();
        byte[] bank = States.tree("bnk0", States.data("mregs", registers));
        byte[] banks = States.tree("ETRBAR", bank, States.bank(1), States.bank(2), States.bank(3));
        Decoded decoded = decode(States.whole(States.setup(), States.part(States.generic(5), States.misc(), banks)));
        assertEquals(told, decoded.codes().contains("RING_RANGE"), decoded::toString);
        assertTrue(decoded.codes().contains("OK"), decoded::toString);
    }

    @ParameterizedTest
    @CsvSource({"0, WARNING", "1, INFO", "5, INFO", "6, WARNING", "255, WARNING"})
    void versionsOfTheGuestsDriver(int compver, Severity severity) {
        String code = severity == Severity.INFO ? "OK" : "COMPVER";
        assertState(severity, code, States.generic(compver), States.misc(), States.banks());
    }

    /** The kernel thinks of zeros behind a mask that is shorter than its own, and takes up to 8 bytes. */
    @ParameterizedTest
    @CsvSource({"0, WARNING", "1, WARNING", "2, WARNING", "3, WARNING", "4, INFO", "8, WARNING", "9, ERROR"})
    void masksMayHaveOtherSizes(int size, Severity severity) {
        byte[] mask = Arrays.copyOf(new byte[] {3}, size);
        byte[] setup = States.part(States.tree(
                "CONFIG",
                States.data("gencap", mask),
                States.data("svcmap", (byte) 1, (byte) 0),
                States.data("extdc", States.u32(0))));
        Decoded decoded = decode(States.whole(setup, States.state()));
        assertEquals(severity, decoded.worst(), decoded::toString);
        boolean number = Integer.bitCount(size) == 1;
        assertEquals(Optional.of("0x3").filter(x -> number), decoded.facts().text("capabilities"));
    }

    /** To the kernel, what claims to hold sections holds their headers. */
    @Test
    void dataHasNoSections() {
        byte[] setup = States.part(States.tree(
                "CONFIG",
                States.section("gencap", 1, States.u32(1)),
                States.data("svcmap", (byte) 1, (byte) 0),
                States.data("extdc", States.u32(0))));
        assertContains(States.whole(setup, States.state()), Severity.ERROR, "NESTED_OVERRUN");
    }

    /** Damage in one section must not hide the others. */
    @Test
    void anOverrunStaysWithinItsSection() {
        byte[] state = States.sound();
        int etrbar = 90 + 16 + States.generic(5).length + States.misc().length;
        Decoded decoded = decode(Bytes.le(state).at(etrbar + 16 + 8).u32(5000).toArray());
        assertTrue(decoded.codes().contains("NESTED_OVERRUN"), decoded::toString);
        assertFalse(decoded.codes().contains("MISSING_SECTION"), decoded::toString);
        assertEquals(3, decoded.number("state.sections.MISCBAR.vm2pf.value"));
        assertEquals("filler", decoded.fields().get(decoded.fields().size() - 1).path());
    }

    @Test
    void billionsOfSectionsAreNotCounted() {
        byte[] setup = States.part(States.section("CONFIG", -1, States.data("gencap", States.u32(1))));
        assertContains(States.whole(setup, States.state()), Severity.ERROR, "NESTED_OVERRUN");
    }

    @Test
    void aSectionThatTheDriverHasANameForIsNeitherMissedNorUnderstood() {
        assertState(
                Severity.WARNING,
                "UNKNOWN_SECTION",
                States.generic(5),
                States.misc(),
                States.banks(),
                States.data("EXTBAR", (byte) 1));
    }

    @Test
    void aTruthValueIsZeroOrOne() {
        byte[] generic = States.tree(
                "GENER", States.data("iovinit", (byte) 2), States.data("compver", (byte) 5), States.data("sla"));
        assertState(Severity.WARNING, "FIELD_RANGE", generic, States.misc(), States.banks());
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
}
