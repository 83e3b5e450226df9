// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldValue;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;

/** Tests the order of sections, missing sections, and sizes that do not fit. */
class QatSectionsTest {
    private static DecodeResult decode(byte[] state) {
        return DecodeResult.of(new QatDecoder(), state);
    }

    @Test
    void sections_areAcceptedInAnyOrder() {
        byte[] turned = QatStates.complete(
                QatStates.setup(),
                QatStates.part(
                        QatStates.tree(
                                "ETRBAR", QatStates.bank(3), QatStates.bank(1), QatStates.bank(0), QatStates.bank(2)),
                        QatStates.misc(),
                        QatStates.generic(1)));
        DecodeResult decoded = decode(turned);
        assertEquals(Severity.INFO, decoded.worst(), decoded::toString);
        assertEquals(Optional.of(Completeness.COMPLETE), decoded.completeness());
    }

    @ParameterizedTest
    @CsvSource({"0xfffffff8, SIZE_OVERRUN", "4081, SIZE_OVERRUN", "4080, TRUNCATED", "8, NESTED_OVERRUN"})
    void wrongPartSize_isReported(String size, String code) {
        byte[] state = ByteBuilder.le(QatStates.validState())
                .at(12)
                .u32(Long.decode(size))
                .toArray();
        assertContains(state, Severity.ERROR, code);
    }

    /** Both parts share one buffer. */
    @Test
    void statePart_isLimitedToRemainingBuffer() {
        byte[] gap = ByteBuilder.le(QatStates.validState())
                .at(90 + 12)
                .u32(4096 - 90 - 16)
                .toArray();
        assertContains(gap, Severity.WARNING, "SECTION_SIZE");
        byte[] over = ByteBuilder.le(QatStates.validState())
                .at(90 + 12)
                .u32(4096 - 90 - 15)
                .toArray();
        assertContains(over, Severity.ERROR, "SIZE_OVERRUN");
    }

    private static void assertContains(byte[] state, Severity worst, String code) {
        DecodeResult decoded = decode(state);
        assertEquals(worst, decoded.worst(), decoded::toString);
        assertTrue(decoded.codes().contains(code), decoded::toString);
    }

    private static void assertState(Severity worst, String code, byte[]... sections) {
        assertContains(QatStates.complete(QatStates.setup(), QatStates.part(sections)), worst, code);
    }

    @Test
    void duplicateSection_isReported_andFirstIsUsed() {
        byte[] setup = QatStates.part(QatStates.config(1, 2, 3), QatStates.config(4, 5, 6));
        DecodeResult decoded = decode(QatStates.complete(setup, QatStates.state()));
        assertEquals("0x1", decoded.facts().text("capabilities").orElseThrow());
        assertEquals(Severity.WARNING, decoded.worst(), decoded::toString);
        assertTrue(decoded.codes().contains("DUPLICATE_SECTION"), decoded::toString);
    }

    /** The stream may contain any id; the kit also checks the form of names. */
    @Test
    void unknownSectionId_isNotUsedAsName() {
        byte[] evil = QatStates.data("\u001b[2J;", (byte) 1);
        byte[] setup = QatStates.part(QatStates.config(1, 2, 3), evil);
        DecodeResult decoded = decode(QatStates.complete(setup, QatStates.state()));
        assertEquals(new FieldValue.Text("\u001b[2J;"), QatStates.value(decoded, "setup.sections.section[1].id"));
        assertContains(QatStates.complete(setup, QatStates.state()), Severity.WARNING, "UNKNOWN_SECTION");
    }

    @Test
    void eightByteId_isAccepted() {
        byte[] setup = QatStates.part(QatStates.data("GENERATE"), QatStates.config(1, 2, 3));
        DecodeResult decoded = decode(QatStates.complete(setup, QatStates.state()));
        assertEquals(new FieldValue.Text("GENERATE"), QatStates.value(decoded, "setup.sections.section[0].id"));
        assertEquals(Severity.WARNING, decoded.worst(), decoded::toString);
    }

    @ParameterizedTest
    @CsvSource({"visrc, WARNING", "vimsk, ERROR", "vispv, WARNING", "vimpv, ERROR", "pf2vm, ERROR", "vm2pf, ERROR"})
    void missingOrShortRegister_hasSeverity(String register, Severity severity) {
        byte[][] registers = Stream.of("visrc", "vimsk", "vispv", "vimpv", "pf2vm", "vm2pf")
                .map(id -> QatStates.data(id, new byte[id.equals(register) ? 5 : 4]))
                .toArray(byte[][]::new);
        assertState(
                severity,
                "SECTION_SIZE",
                QatStates.generic(5),
                QatStates.tree("MISCBAR", registers),
                QatStates.banks());
        byte[][] fewer = Stream.of("visrc", "vimsk", "vispv", "vimpv", "pf2vm", "vm2pf")
                .filter(id -> !id.equals(register))
                .map(id -> QatStates.data(id, new byte[4]))
                .toArray(byte[][]::new);
        assertState(
                severity, "MISSING_SECTION", QatStates.generic(5), QatStates.tree("MISCBAR", fewer), QatStates.banks());
    }

    @ParameterizedTest
    @CsvSource({"0, ERROR", "100, ERROR", "471, ERROR", "472, INFO", "473, WARNING", "480, WARNING"})
    void wrongBankSize_isReported(int size, Severity severity) {
        byte[] bank = QatStates.tree("bnk1", QatStates.data("mregs", Arrays.copyOf(QatStates.registers(0), size)));
        byte[] banks = QatStates.tree("ETRBAR", QatStates.bank(0), bank, QatStates.bank(2), QatStates.bank(3));
        String code = severity == Severity.INFO ? "OK" : "SECTION_SIZE";
        assertState(severity, code, QatStates.generic(5), QatStates.misc(), banks);
    }

    @Test
    void banks_areCountedToFirstMissing() {
        byte[] banks = QatStates.tree("ETRBAR", QatStates.bank(0), QatStates.bank(2), QatStates.bank(3));
        DecodeResult decoded = decode(
                QatStates.complete(QatStates.setup(), QatStates.part(QatStates.generic(5), QatStates.misc(), banks)));
        assertEquals("1", decoded.facts().text("banks").orElseThrow());
        assertEquals(Optional.of(Completeness.INCOMPLETE), decoded.completeness());
    }

    /** The ring of configuration 7 has 64 &lt;&lt; 7 bytes. */
    @ParameterizedTest
    @CsvSource({"7, 8191, false", "7, 8192, true", "0x407, 8191, false", "0, 8192, false", "17, 0xffffffff, false"})
    void headOrTailOutsideRing_isReported(String config, String tail, boolean reported) {
        byte[] registers = ByteBuilder.le(QatStates.registers(0))
                .at(88 + 8)
                .u32(Long.decode(config))
                .u32(0)
                .u32(Long.decode(tail))
                .at(88 + 24 + 8)
                .u32(0)
                .toArray();
        byte[] bank = QatStates.tree("bnk0", QatStates.data("mregs", registers));
        byte[] banks = QatStates.tree("ETRBAR", bank, QatStates.bank(1), QatStates.bank(2), QatStates.bank(3));
        DecodeResult decoded = decode(
                QatStates.complete(QatStates.setup(), QatStates.part(QatStates.generic(5), QatStates.misc(), banks)));
        assertEquals(reported, decoded.codes().contains("RING_RANGE"), decoded::toString);
        assertTrue(decoded.codes().contains("OK"), decoded::toString);
    }

    @ParameterizedTest
    @CsvSource({"0, WARNING", "1, INFO", "5, INFO", "6, WARNING", "255, WARNING"})
    void unknownGuestDriverVersion_isReported(int compver, Severity severity) {
        String code = severity == Severity.INFO ? "OK" : "COMPVER";
        assertState(severity, code, QatStates.generic(compver), QatStates.misc(), QatStates.banks());
    }

    /** The kernel extends a shorter mask with zeros, and accepts up to 8 bytes. */
    @ParameterizedTest
    @CsvSource({"0, WARNING", "1, WARNING", "2, WARNING", "3, WARNING", "4, INFO", "8, WARNING", "9, ERROR"})
    void unusualMaskSize_isReported(int size, Severity severity) {
        byte[] mask = Arrays.copyOf(new byte[] {3}, size);
        byte[] setup = QatStates.part(QatStates.tree(
                "CONFIG",
                QatStates.data("gencap", mask),
                QatStates.data("svcmap", (byte) 1, (byte) 0),
                QatStates.data("extdc", QatStates.u32(0))));
        DecodeResult decoded = decode(QatStates.complete(setup, QatStates.state()));
        assertEquals(severity, decoded.worst(), decoded::toString);
        boolean number = Integer.bitCount(size) == 1;
        assertEquals(Optional.of("0x3").filter(x -> number), decoded.facts().text("capabilities"));
    }

    /** The kernel reads a section header in any section that claims to have subsections. */
    @Test
    void dataSectionWithSubsections_isReported() {
        byte[] setup = QatStates.part(QatStates.tree(
                "CONFIG",
                QatStates.section("gencap", 1, QatStates.u32(1)),
                QatStates.data("svcmap", (byte) 1, (byte) 0),
                QatStates.data("extdc", QatStates.u32(0))));
        assertContains(QatStates.complete(setup, QatStates.state()), Severity.ERROR, "NESTED_OVERRUN");
    }

    /** Damage in one section must not hide the others. */
    @Test
    void overrun_endsOnlyItsSection() {
        byte[] state = QatStates.validState();
        int etrbar = 90 + 16 + QatStates.generic(5).length + QatStates.misc().length;
        DecodeResult decoded =
                decode(ByteBuilder.le(state).at(etrbar + 16 + 8).u32(5000).toArray());
        assertTrue(decoded.codes().contains("NESTED_OVERRUN"), decoded::toString);
        assertFalse(decoded.codes().contains("MISSING_SECTION"), decoded::toString);
        assertEquals(3, decoded.number("state.sections.MISCBAR.vm2pf.value"));
        assertEquals("filler", decoded.fields().get(decoded.fields().size() - 1).path());
    }

    @Test
    void hugeSectionCount_isRejected() {
        byte[] setup = QatStates.part(QatStates.section("CONFIG", -1, QatStates.data("gencap", QatStates.u32(1))));
        assertContains(QatStates.complete(setup, QatStates.state()), Severity.ERROR, "NESTED_OVERRUN");
    }

    /** A wrong size makes the driver look for the next section at a wrong place: the size is named, not only its victim. */
    @Test
    void sizeThatIsTooLarge_isNamed() {
        byte[] state = QatStates.validState();
        int size = 90 + 16 + 8;
        state[size] |= (byte) 0x80;
        DecodeResult decoded = decode(state);
        Finding gap = decoded.findings().stream()
                .filter(finding -> finding.code().equals("SECTION_SIZE"))
                .findFirst()
                .orElseThrow();
        assertEquals(OptionalLong.of(size), gap.offset());
        assertTrue(gap.message().startsWith("the size of state.GENER is "), gap::message);
        assertTrue(
                decoded.findings().stream()
                        .anyMatch(finding -> finding.code().equals("NESTED_OVERRUN")
                                && finding.message()
                                        .endsWith("maybe because the size of state.GENER before it is wrong")),
                decoded::toString);
    }

    /** After the magic number of the other part, the reader is at the right place again. */
    @Test
    void gapInSetup_isNotTheCauseOfAnOverrunInState() {
        byte[] config =
                QatStates.section("CONFIG", 3, QatStates.concat(withoutHeader(QatStates.config(1, 2, 3)), new byte[4]));
        byte[] banks = overrun();
        DecodeResult decoded = decode(QatStates.complete(
                QatStates.part(config), QatStates.part(QatStates.generic(5), QatStates.misc(), banks)));
        assertTrue(decoded.toString().contains("the size of setup.CONFIG is "), decoded::toString);
        assertFalse(decoded.toString().contains("maybe because"), decoded::toString);
        assertTrue(decoded.codes().contains("NESTED_OVERRUN"), decoded::toString);
    }

    /** The reader is at the right place again after a known section. */
    @Test
    void gapBeforeKnownSection_isNotTheCauseOfALaterOverrun() {
        byte[] generic =
                QatStates.section("GENER", 3, QatStates.concat(withoutHeader(QatStates.generic(5)), new byte[4]));
        byte[] banks = overrun();
        DecodeResult decoded =
                decode(QatStates.complete(QatStates.setup(), QatStates.part(generic, QatStates.misc(), banks)));
        assertTrue(decoded.toString().contains("the size of state.GENER is "), decoded::toString);
        assertFalse(decoded.toString().contains("maybe because"), decoded::toString);
    }

    /** The gap of the first section is the whole second one. */
    @Test
    void sizeThatSwallowsAWholeSection_isNamed() {
        byte[] misc = QatStates.misc();
        byte[] state =
                QatStates.complete(QatStates.setup(), QatStates.part(QatStates.generic(5), misc, QatStates.banks()));
        int size = 90 + 16 + 8;
        state[size] += (byte) misc.length;
        DecodeResult decoded = decode(state);
        assertTrue(decoded.toString().contains("state claims 3 sections, but ends after 2"), decoded::toString);
        assertTrue(decoded.toString().contains("maybe because the size of state.GENER before"), decoded::toString);
    }

    /** Returns the banks, with a section that claims more bytes than there are. */
    private static byte[] overrun() {
        byte[] registers = ByteBuilder.le(QatStates.data("mregs", new byte[8]))
                .at(8)
                .u32(5000)
                .toArray();
        return QatStates.tree("ETRBAR", QatStates.tree("bnk0", registers));
    }

    private static byte[] withoutHeader(byte[] section) {
        return Arrays.copyOfRange(section, QatSection.HEADER_LENGTH, section.length);
    }

    @Test
    void extbarSection_isOptional_andOpaque() {
        assertState(
                Severity.WARNING,
                "UNKNOWN_SECTION",
                QatStates.generic(5),
                QatStates.misc(),
                QatStates.banks(),
                QatStates.data("EXTBAR", (byte) 1));
    }

    @Test
    void invalidBoolean_isReported() {
        byte[] generic = QatStates.tree(
                "GENER",
                QatStates.data("iovinit", (byte) 2),
                QatStates.data("compver", (byte) 5),
                QatStates.data("sla"));
        assertState(Severity.WARNING, "FIELD_RANGE", generic, QatStates.misc(), QatStates.banks());
    }
}
