// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;
import org.migstream.stream.Command.Name;
import org.migstream.stream.Configuration;
import org.migstream.stream.StreamBuilder;

/** Changes a capture of a real migration with postcopy. The messages of QEMU are those of QEMU 11.1.3. */
class PostcopyCheckTest {
    private static final String CODE = "stream.postcopy-commands";
    private static final int COMMAND_LENGTH = 5;
    private static byte[] capture;
    private static Map<String, Object> json;

    /** A range of bytes of the capture. */
    private record Range(int start, int end) {
        byte[] bytes() {
            return Arrays.copyOfRange(capture, start, end);
        }
    }

    @BeforeAll
    static void read() throws IOException {
        capture = Captures.bytes("modes/q11.1.3-postcopy.chan0");
        json = inspect(capture).json();
    }

    private static InspectionResult inspect(byte[] stream) throws IOException {
        return InspectionResult.of(InspectionResult.PLAIN, stream);
    }

    private static Range find(String list, String member, String value) {
        Map<String, Object> found = ((List<?>) json.get(list))
                .stream()
                        .map(InspectionResult::object)
                        .filter(entry -> value.equals(entry.get(member)))
                        .reduce((first, last) -> last)
                        .orElseThrow();
        int start = ((Number) found.get("offset")).intValue();
        return new Range(start, start + ((Number) found.get("length")).intValue());
    }

    private static Range command(Name name) {
        return find("commands", "name", name.name());
    }

    private static Range section(String idstr) {
        return find("sections", "idstr", idstr);
    }

    /** Replaces a range of the capture. */
    private static byte[] replace(Range range, byte... replacement) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(capture, 0, range.start());
        out.writeBytes(replacement);
        out.write(capture, range.end(), capture.length - range.end());
        return out.toByteArray();
    }

    private static byte[] twice(Range range) {
        return replace(new Range(range.end(), range.end()), range.bytes());
    }

    /** Adds a number of bytes to the length of the package. */
    private static byte[] lengthen(byte[] stream, int bytes) {
        int at = command(Name.PACKAGED).start() + COMMAND_LENGTH;
        ByteBuffer length = ByteBuffer.wrap(stream);
        length.putInt(at, length.getInt(at) + bytes);
        return stream;
    }

    private static void assertRefused(String message, byte[] stream) throws IOException {
        InspectionResult result = inspect(stream);
        Map<String, Object> finding = result.finding(CODE);
        assertEquals("ERROR", finding.get("severity"));
        assertTrue(((String) finding.get("message")).contains(message), result.text());
    }

    @Test
    void capture_hasNoFault() throws IOException {
        assertEquals(List.of("stream.postcopy", "stream.scanned"), sorted(inspect(capture)));
    }

    private static List<String> sorted(InspectionResult result) {
        return result.codes().stream().sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {16470, 20000, 0x10000000, -40000})
    void lengthBeyondTheInput_isTruncation(int bytes) throws IOException {
        InspectionResult result = inspect(lengthen(capture.clone(), bytes));
        assertEquals(ReadOutcome.DAMAGED, result.outcome(), result.text());
        assertTrue(result.codes().contains("stream.truncated"), result.text());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300, 9000, 16467, 16469, -1, -20000})
    void wrongLength_isError(int bytes) throws IOException {
        InspectionResult result = inspect(lengthen(capture.clone(), bytes));
        assertEquals(ReadOutcome.DAMAGED, result.outcome(), result.text());
        assertEquals("ERROR", result.finding("stream.package-length").get("severity"));
    }

    /** The package ends before the end mark: the remaining pages are in it, where QEMU does not read them. */
    @Test
    void pagesInPackage_areError() throws IOException {
        assertRefused("in the package after POSTCOPY_RUN", lengthen(capture.clone(), 16468));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000:00:1f.0/ICH9LPC", "globalstate", "timer", "0000:00:1f.2/ich9_ahci"})
    void lostSection_isError(String idstr) throws IOException {
        assertFalse(inspect(replace(section(idstr))).outcome() == ReadOutcome.COMPLETE);
    }

    @ParameterizedTest
    @CsvSource({"POSTCOPY_ADVISE, POSTCOPY_RAM_DISCARD, 0", "POSTCOPY_LISTEN, POSTCOPY_RUN, 2"})
    void missingCommand_isError(Name missing, String refused, int state) throws IOException {
        Range range = command(missing);
        byte[] stream = replace(range);
        if (missing == Name.POSTCOPY_LISTEN) {
            lengthen(stream, range.start() - range.end());
        }
        assertRefused("CMD_%s in wrong postcopy state (%d)".formatted(refused, state), stream);
    }

    @Test
    void packageWithoutRun_isError() throws IOException {
        Range run = command(Name.POSTCOPY_RUN);
        byte[] stream = replace(run);
        assertRefused("without the command POSTCOPY_RUN", lengthen(stream, run.start() - run.end()));
        // The package ends after a section; the rest of its content is in the main stream.
        Range timer = section("timer");
        int end = command(Name.PACKAGED).end();
        byte[] early = capture.clone();
        lengthen(early, timer.end() - end - packageLength());
        assertRefused("without the command POSTCOPY_RUN", early);
    }

    private static int packageLength() {
        return ByteBuffer.wrap(capture).getInt(command(Name.PACKAGED).start() + COMMAND_LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"POSTCOPY_ADVISE, 1", "POSTCOPY_LISTEN, 3"})
    void repeatedCommand_isError(Name name, int state) throws IOException {
        Range range = command(name);
        byte[] stream = twice(range);
        assertRefused(
                "CMD_%s in wrong postcopy state (%d)".formatted(name, state),
                name == Name.POSTCOPY_LISTEN ? lengthen(stream, range.end() - range.start()) : stream);
    }

    @Test
    void repeatedRun_isErrorOutsideOfThePackage() throws IOException {
        byte[] stream = twice(command(Name.POSTCOPY_RUN));
        assertRefused("CMD_POSTCOPY_RUN in wrong postcopy state (4)", stream);
        // QEMU does not read what is in the package after the command.
        assertFalse(inspect(lengthen(stream, COMMAND_LENGTH)).codes().contains(CODE));
    }

    @Test
    void missingPackage_isError() throws IOException {
        assertRefused("POSTCOPY_LISTEN is not in a package", replace(command(Name.PACKAGED)));
    }

    /** QEMU allows both: pages that were not sent need no DISCARD, and several of them are usual. */
    @Test
    void discards_areOptional() throws IOException {
        Range discard = command(Name.POSTCOPY_RAM_DISCARD);
        assertFalse(inspect(replace(discard)).codes().contains(CODE));
        assertFalse(inspect(twice(discard)).codes().contains(CODE));
    }

    @Test
    void sectionAfterRun_isError() throws IOException {
        Range timer = section("timer");
        Range run = command(Name.POSTCOPY_RUN);
        byte[] moved = moveToEnd(timer, run);
        assertRefused("in the package after POSTCOPY_RUN", moved);
        assertRefused("outside of the package", lengthen(moved, timer.start() - timer.end()));
    }

    /** Moves a section to the end of the package, after POSTCOPY_RUN. */
    private static byte[] moveToEnd(Range section, Range run) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(capture, 0, section.start());
        out.write(capture, section.end(), run.end() - section.end());
        out.writeBytes(section.bytes());
        out.write(capture, run.end(), capture.length - run.end());
        return out.toByteArray();
    }

    @Test
    void missingEndOfRam_isError() throws IOException {
        InspectionResult result = inspect(replace(section("ram")));
        assertEquals("ERROR", result.finding("stream.no-end").get("severity"));
    }

    @Test
    void commandWithDataInPackage_isError() throws IOException {
        byte[] discard = command(Name.POSTCOPY_RAM_DISCARD).bytes();
        byte[] data = Arrays.copyOfRange(discard, COMMAND_LENGTH, discard.length);
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration(new Configuration.Capabilities(List.of()))
                .command(Name.POSTCOPY_ADVISE)
                .packaged(content -> content.command(Name.POSTCOPY_RAM_DISCARD, data)
                        .command(Name.POSTCOPY_LISTEN)
                        .command(Name.POSTCOPY_RUN))
                .endOfStream();
        assertRefused("QEMU reads its data after the package", stream.bytes());
    }

    @Test
    void discardWithoutListen_isWarning() throws IOException {
        byte[] discard = command(Name.POSTCOPY_RAM_DISCARD).bytes();
        InspectionResult result = inspect(new StreamBuilder()
                .header()
                .configuration(new Configuration.Capabilities(List.of()))
                .command(Name.POSTCOPY_ADVISE)
                .command(Name.POSTCOPY_RAM_DISCARD, Arrays.copyOfRange(discard, COMMAND_LENGTH, discard.length))
                .endOfStream()
                .bytes());
        assertEquals("WARNING", result.finding(CODE).get("severity"));
    }
}
