// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldValue;
import org.migstream.spi.Severity;
import org.migstream.spi.testkit.Bytes;
import org.migstream.spi.testkit.Decoded;

/** What may stand where, what is missed, and what becomes of sizes that do not fit. */
class SectionsTest {
    private static Decoded decode(byte[] state) {
        return Decoded.of(new QatStateDecoder(), state);
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
        assertEquals(new FieldValue.Text("\u001b[2J;"), States.value(decoded, "setup.sections.section[1].id"));
        assertContains(States.whole(setup, States.state()), Severity.WARNING, "UNKNOWN_SECTION");
    }

    @Test
    void anIdMayFillItsEightBytes() {
        byte[] setup = States.part(States.data("GENERATE"), States.config(1, 2, 3));
        Decoded decoded = decode(States.whole(setup, States.state()));
        assertEquals(new FieldValue.Text("GENERATE"), States.value(decoded, "setup.sections.section[0].id"));
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
}
