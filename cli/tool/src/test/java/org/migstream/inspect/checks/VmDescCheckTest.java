// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.InspectionResult;
import org.migstream.stream.Captures;
import org.migstream.stream.StreamBuilder;

/** Checks the comparison of a vmdescription with its stream, and the decoding of fields. */
class VmDescCheckTest {
    private static final InspectRequest FIELDS = InspectionResult.request(false, true, false, null);

    /** The name, version and length of a described section. */
    private static final String DEVICE = """
            {"name": "%s", "instance_id": 0, "vmsd_name": "v", "version": %s,
             "fields": [{"name": "f", "type": "buffer", "size": %s}]}""";

    /** Two sections with equal names and different lengths, as of QEMU's user networks, and a third section. */
    private static final byte[] SECTIONS = new StreamBuilder()
            .header()
            .configuration()
            .full(1, "slirp")
            .opaqueBytes((byte) 1, (byte) 2)
            .footer()
            .full(2, "uart")
            .opaqueBytes((byte) 3, (byte) 4, (byte) 5)
            .footer()
            .full(3, "slirp")
            .opaqueBytes((byte) 6, (byte) 7, (byte) 8, (byte) 9)
            .footer()
            .endOfStream()
            .bytes();

    @TempDir
    private Path folder;

    /** Returns a vmdescription with name, length and version of each device. */
    @ParameterizedTest
    @CsvSource({
        "slirp 2 1 uart 3 1 slirp 4 1, ''",
        "uart 3 1 slirp 2 1 slirp 4 1, ''",
        "slirp 2 1 slirp 4 1 uart 3 2, uart vmdesc.version",
        "slirp 2 1 slirp 4 1 uart 4 1, uart vmdesc.length",
        "slirp 4 1 slirp 2 1 uart 3 1, slirp vmdesc.length slirp vmdesc.length",
        "slirp 2 1 uart 3 1, slirp vmdesc.section-undescribed",
        "'', slirp vmdesc.section-undescribed uart vmdesc.section-undescribed slirp vmdesc.section-undescribed",
        "slirp 2 1 slirp 4 1 uart 3 1 e 1 1 b 1 1, e vmdesc.section-missing b vmdesc.section-missing",
        "slirp 2 1 slirp 4 1 slirp 3 1 uart 3 1, slirp vmdesc.section-missing",
        "slirp 2 1 slirp 4 1 uart 4 9, uart vmdesc.length uart vmdesc.version"
    })
    void differencesToVmDesc_areErrors(String described, String expected) throws IOException {
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, streamWithDevices(described));
        String found = inspection.list("findings").stream()
                .filter(finding -> !finding.get("code").equals("stream.scanned"))
                .peek(finding -> assertEquals("ERROR", finding.get("severity")))
                .map(finding -> finding.get("section") + " " + finding.get("code"))
                .collect(Collectors.joining(" "));
        assertEquals(expected, found);
    }

    /** QEMU before 10.0 describes s390_css wrongly. */
    @Test
    void lengthDifferenceOfS390Css_isWarning() throws IOException {
        byte[] stream = new StreamBuilder()
                .header()
                .configuration()
                .full(1, "s390_css")
                .opaqueBytes(new byte[9])
                .footer()
                .endOfStream()
                .vmdesc("{\"devices\": [" + DEVICE.formatted("s390_css", 1, 1) + "]}")
                .bytes();
        Map<String, Object> finding =
                InspectionResult.of(InspectionResult.PLAIN, stream).finding("vmdesc.length");
        assertEquals("WARNING", finding.get("severity"));
    }

    @Test
    void differencesToVmDesc_haveOffsetAndLengths() throws IOException {
        InspectionResult inspection =
                InspectionResult.of(InspectionResult.PLAIN, streamWithDevices("slirp 2 1 slirp 4 1 uart 4 9"));
        Map<String, Object> uart = inspection.list("sections").get(1);
        assertEquals(
                uart.get("payloadOffset"), inspection.finding("vmdesc.length").get("offset"));
        assertEquals(uart.get("offset"), inspection.finding("vmdesc.version").get("offset"));
        String message = (String) inspection.finding("vmdesc.length").get("message");
        assertTrue(message.startsWith("the section has 3 bytes, but the vmdescription gives 4: "), message);
        assertEquals(
                "the section has version 1, but the vmdescription gives 9",
                inspection.finding("vmdesc.version").get("message"));
    }

    @ParameterizedTest
    @CsvSource({"{, 1", "'{\"devices\": 5}', 13", "'{\"devices\": [}', 14"})
    void malformedVmDesc_isReportedAtItsOffset(String json, int about) throws IOException {
        byte[] stream = streamWithVmDesc(json);
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, stream);
        Map<String, Object> finding = inspection.finding("vmdesc.malformed");
        assertEquals("ERROR", finding.get("severity"));
        assertEquals(SECTIONS.length + 5.0 + about, ((Long) finding.get("offset")).doubleValue(), 2);
        assertEquals((long) stream.length, inspection.json().get("parsedBytes"));
        assertTrue(!inspection.codes().contains("stream.no-description"));
    }

    @Test
    void sectionsWithSameName_areDecodedInOrder() throws IOException {
        InspectionResult inspection = InspectionResult.of(FIELDS, streamWithDevices("slirp 2 1 slirp 4 1 uart 3 1"));
        assertEquals(List.of("0102", "06070809", "030405"), values(inspection));
        assertEquals(
                List.of("slirp", "slirp", "uart"),
                inspection.list("fields").stream().map(d -> d.get("idstr")).toList());
    }

    @ParameterizedTest
    @CsvSource({"slirp, 0102 06070809", "uart, 030405", "nothing, ''"})
    void deviceOption_selectsDecodedSections(String idstr, String expected) throws IOException {
        InspectRequest request = InspectionResult.request(false, true, false, idstr);
        InspectionResult inspection = InspectionResult.of(request, streamWithDevices("slirp 2 1 slirp 4 1 uart 3 1"));
        assertEquals(expected, String.join(" ", values(inspection)));
        assertEquals(expected.isEmpty(), inspection.codes().contains("vfio.no-such-device"));
    }

    /**
     * In a file, the vmdescription is read before the sections; in a pipe, after them. The decoded values must be
     * equal.
     */
    @ParameterizedTest
    @ValueSource(strings = {"q35-two-uarts.qevm", "pc-two-devices-paused.qevm", "lab/q35-mixed.qevm"})
    void fields_areEqualForFileAndPipe(String name) throws IOException {
        byte[] stream = Captures.bytes(name);
        Path file = Files.write(folder.resolve("stream"), stream);
        InspectionResult ofFile = InspectionResult.of(FIELDS, Input.open(file, OutputLimit.NONE), List.of());
        InspectionResult ofPipe = InspectionResult.of(FIELDS, stream);
        InspectionResult packed = InspectionResult.of(
                FIELDS,
                Input.ofPipe("-", new ByteArrayInputStream(Zstd.compress(stream)), OutputLimit.NONE),
                List.of());
        assertTrue(ofFile.list("fields").size() > 20);
        assertEquals(ofFile.json().get("fields"), ofPipe.json().get("fields"));
        assertEquals(ofFile.json().get("fields"), packed.json().get("fields"));
        assertEquals(fieldsText(ofFile), fieldsText(ofPipe));
    }

    /** A block device is longer than its stream, and may have the end of an older stream after it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 300_000})
    void vmDescBeforeTrailingBytes_isFound(int count) throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        Path alone = Files.write(folder.resolve("alone"), stream);
        byte[] followed = Arrays.copyOf(stream, stream.length + count);
        byte[] older = Captures.bytes("pc-two-devices-paused.qevm");
        System.arraycopy(older, older.length - count, followed, stream.length, count);
        Path longer = Files.write(folder.resolve("longer"), followed);
        InspectionResult plain = InspectionResult.of(FIELDS, Input.open(alone, OutputLimit.NONE), List.of());
        InspectionResult more = InspectionResult.of(FIELDS, Input.open(longer, OutputLimit.NONE), List.of());
        assertEquals(plain.json().get("fields"), more.json().get("fields"));
        if (count < 300_000) {
            // Otherwise the older vmdescription is found first; it has the same lengths for equal sections.
            assertEquals(plain.json().get("sections"), more.json().get("sections"));
            assertEquals(List.of("stream.trailing-bytes"), more.codes());
        }
        assertEquals(
                Map.of("offset", (long) stream.length, "length", (long) count),
                more.json().get("trailing"));
    }

    private static String fieldsText(InspectionResult inspection) {
        return inspection.text().substring(inspection.text().indexOf("\nfields of "));
    }

    private static List<String> values(InspectionResult inspection) {
        return inspection.list("fields").stream()
                .flatMap(device -> ((List<?>) device.get("fields")).stream())
                .filter(value -> InspectionResult.object(value).get("bytes") != null)
                .map(value -> (String) InspectionResult.object(value).get("bytes"))
                .toList();
    }

    private static byte[] streamWithDevices(String devices) {
        String[] words = devices.isEmpty() ? new String[0] : devices.split(" ");
        return streamWithVmDesc(IntStream.range(0, words.length / 3)
                .mapToObj(i -> DEVICE.formatted(words[3 * i], words[3 * i + 2], words[3 * i + 1]))
                .collect(Collectors.joining(", ", "{\"devices\": [", "]}")));
    }

    private static byte[] streamWithVmDesc(String description) {
        byte[] json = new StreamBuilder().vmdesc(description).bytes();
        byte[] stream = Arrays.copyOf(SECTIONS, SECTIONS.length + json.length);
        System.arraycopy(json, 0, stream, SECTIONS.length, json.length);
        return stream;
    }
}
