// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.vmstate.VmDescription.VmDescriptionException;
import org.migstream.vmstate.VmStateValue.Bytes;
import org.migstream.vmstate.VmStateValue.Int;

/** Decodes hand-written vmdescriptions and payloads, each with one special case. */
class VmStateDecoderTest {
    private static final long OFFSET = 0x1000;
    private static final String SUBSECTIONS =
            "\"subsections\": [{\"vmsd_name\": \"v/s\", \"version\": 2, \"fields\": [" + field("f", "uint8", 1) + "]}]";

    private static String field(String name, String type, long size) {
        return member(name, type, "\"size\": " + size);
    }

    private static String member(String name, String type, String rest) {
        return "{\"name\": \"" + name + "\", \"type\": \"" + type + "\", " + rest + "}";
    }

    private static String vmsd(String name, String fields) {
        return "\"vmsd_name\": \"" + name + "\", \"version\": 1, \"fields\": [" + fields + "]";
    }

    private static String device(String name, String members) {
        return "{\"name\": \"" + name + "\", \"instance_id\": 0, " + members + "}";
    }

    /** Decodes devices that all have the same payload; the device {@code absent} has none. */
    private static DecodedDeviceCollector decode(String devices, String payload) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(payload.replace(" ", ""));
        byte[] json = ("{\"devices\": [" + devices + "]}").getBytes(StandardCharsets.US_ASCII);
        DecodedDeviceCollector decoded = new DecodedDeviceCollector();
        new VmStateDecoder(
                        key -> key.idstr().equals("absent")
                                ? Optional.empty()
                                : Optional.of(
                                        new SectionPayloadSource.Payload(OFFSET, new ByteArrayInputStream(bytes))),
                        decoded,
                        4)
                .decode(new ByteArrayInputStream(json), 1 << 24);
        return decoded;
    }

    private static DecodedDeviceCollector fields(String fields, String payload) throws IOException {
        return decode(device("d", vmsd("v", fields)), payload);
    }

    private static Map<String, VmStateValue> values(String fields, String payload) throws IOException {
        DecodedDeviceCollector decoded = fields(fields, payload);
        assertEquals(List.of(), decoded.findings());
        return decoded.deviceValues("d/0");
    }

    private static void assertFinding(String code, long offset, DecodedDeviceCollector decoded) {
        assertEquals(
                List.of(code), decoded.findings().stream().map(Finding::code).collect(Collectors.toList()));
        assertEquals(OptionalLong.of(OFFSET + offset), decoded.findings().get(0).offset());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        int8,         1, ff,               -1
        int16,        2, fffe,             -2
        int32,        4, 80000000,         -2147483648
        int32 le,     4, 00000102,         258
        int32 equal,  4, 00000102,         258
        int64,        8, ffffffffffffffff, -1
        timer,        8, ffffffffffffffff, -1
        uint8,        1, ff,               255
        uint8 equal,  1, ff,               255
        uint16,       2, fffe,             65534
        uint32,       4, 80000000,         2147483648
        uint64,       8, ffffffffffffffff, 18446744073709551615
        """)
    void integers_areBigEndian(String type, int size, String payload, String value) throws IOException {
        VmStateValue decoded = values(field("a", type, size), payload).get("a");
        assertEquals(value, decoded.toString());
        assertEquals(size, ((Int) decoded).width());
    }

    @Test
    void nonIntegerTypes_areDecoded() throws IOException {
        assertEquals(
                new VmStateValue.Bool(true), values(field("a", "bool", 1), "02").get("a"));
        assertEquals(
                new VmStateValue.NullPointer(),
                values(field("a", "nullptr", 1), "30").get("a"));
        VmStateValue real = values(field("a", "float64", 8), "3ff8000000000000").get("a");
        assertEquals(1.5, ((VmStateValue.FloatingPoint) real).value());
        assertEquals(
                new Bytes(5, "01020304"),
                values(field("a", "pci config", 5), "0102030405").get("a"));
        assertEquals(
                new Bytes(3, "010203"),
                values(field("a", "uint32", 3), "010203").get("a"));
    }

    @Test
    void otherByteThanNullPointer_isMismatch() throws IOException {
        assertFinding("vmstate.null-pointer-mismatch", 0, fields(field("a", "nullptr", 1), "31"));
    }

    @Test
    void capabilities_areNamesOfAnyLength() throws IOException {
        String array = member("c", "capability", "\"array_len\": 2, \"size\": 2");
        Map<String, VmStateValue> values = values(array, "01 61 02 62 63");
        assertEquals(new VmStateValue.Text("a"), values.get("c[0]"));
        assertEquals(new VmStateValue.Text("bc"), values.get("c[1]"));
    }

    @Test
    void arrayElements_areNumbered() throws IOException {
        assertEquals(
                List.of("a[0]", "a[1]"),
                List.copyOf(values(member("a", "uint16", "\"array_len\": 2, \"size\": 2"), "00010002")
                        .keySet()));
        assertEquals(
                Map.of("a", new Bytes(6, "01020304")),
                values(member("a", "uint8", "\"array_len\": 6, \"size\": 1"), "010203040506"));
        assertEquals(Map.of(), values(member("a", "uint8", "\"array_len\": 0, \"size\": 1"), ""));
    }

    @Test
    void lastElementWithoutIndex_continuesNumbering() throws IOException {
        String elements = member("e", "uint8", "\"index\": 0, \"size\": 1") + ","
                + member("e", "uint16", "\"index\": 1, \"size\": 2") + "," + field("e", "uint8", 1) + ","
                + field("single", "uint8", 1);
        assertEquals(
                List.of("e[0]", "e[1]", "e[2]", "single"),
                List.copyOf(values(elements, "01 0002 03 04").keySet()));
    }

    @Test
    void nullPointerRun_isPartOfArray() throws IOException {
        String elements = field("p", "nullptr", 1) + "," + member("p", "uint16", "\"array_len\": 2, \"size\": 2") + ","
                + member("p", "nullptr", "\"array_len\": 2, \"size\": 1");
        Map<String, VmStateValue> values = values(elements, "30 0001 0002 30 30");
        assertEquals(List.of("p[0]", "p[1]", "p[2]", "p[3]", "p[4]"), List.copyOf(values.keySet()));
        assertEquals(new Int(2, 2, false), values.get("p[2]"));
    }

    /** QEMU 11.1 saves the buffers of the TPM's CRB interface in this type. */
    @Test
    void gByteArray_hasItsLengthBeforeItsBytes() throws IOException {
        assertEquals(
                Map.of("a", new Bytes(3, "0a0b0c"), "b", new Int(7, 1, false)),
                values(field("a", "GByteArray", 7) + "," + field("b", "uint8", 1), "00000003 0a0b0c 07"));
        assertEquals(Map.of("a", new Bytes(0, "")), values(field("a", "GByteArray", 4), "00000000"));
        assertFinding("vmstate.size-mismatch", 0, fields(field("a", "GByteArray", 7), "00000002 0a0b0c"));
        assertFinding("vmstate.size-mismatch", 0, fields(field("a", "GByteArray", 7), "ffffffff 0a0b0c"));
        assertFinding("vmstate.size-mismatch", 0, fields(field("a", "GByteArray", 3), "00000000"));
    }

    private static final String MARKER = field("p", "ptr-marker", 1);
    private static final String ELEMENT = field("p", "uint16", 2);

    /** An array that the loader allocates, as QEMU 11.1 describes the queues of nvme. */
    @Test
    void pointerMarkerAndElement_areOneElement() throws IOException {
        String array = String.join(",", MARKER, MARKER, ELEMENT, MARKER, ELEMENT, MARKER, MARKER, ELEMENT);
        Map<String, VmStateValue> values =
                values(array + "," + field("after", "uint8", 1), "30 31 0001 31 0002 30 31 0003 07");
        assertEquals(List.of("p[0]", "p[1]", "p[2]", "p[3]", "p[4]", "after"), List.copyOf(values.keySet()));
        assertEquals(new VmStateValue.NullPointer(), values.get("p[0]"));
        assertEquals(new Int(1, 2, false), values.get("p[1]"));
        assertEquals(new Int(2, 2, false), values.get("p[2]"));
        assertEquals(new VmStateValue.NullPointer(), values.get("p[3]"));
        assertEquals(new Int(3, 2, false), values.get("p[4]"));
    }

    @Test
    void pointerMarkersOfTwoArrays_areNumberedSeparately() throws IOException {
        String array = String.join(",", MARKER, ELEMENT, MARKER);
        assertEquals(
                List.of("p[0]", "p[1]", "q[0]", "q[1]"),
                List.copyOf(values(array + "," + array.replace("\"p\"", "\"q\""), "31 0001 30 31 0002 30")
                        .keySet()));
    }

    @Test
    void onlyPointerOfArray_isNumbered() throws IOException {
        assertEquals(Map.of("p[0]", new VmStateValue.NullPointer()), values(MARKER, "30"));
        assertEquals(Map.of("p[0]", new Int(9, 2, false)), values(MARKER + "," + ELEMENT, "31 0009"));
    }

    /** An array that the loader does not allocate: only null pointers have a marker, and equal elements one entry. */
    @Test
    void nullPointerMarkers_areElements() throws IOException {
        String array = member("p", "uint16", "\"array_len\": 2, \"size\": 2") + ","
                + member("p", "ptr-marker", "\"array_len\": 3, \"size\": 1") + "," + ELEMENT;
        Map<String, VmStateValue> values = values(array, "0001 0002 30 30 30 0003");
        assertEquals(List.of("p[0]", "p[1]", "p[2]", "p[3]", "p[4]", "p[5]"), List.copyOf(values.keySet()));
        assertEquals(new Int(3, 2, false), values.get("p[5]"));
    }

    @ParameterizedTest
    @CsvSource({"00", "32", "ff"})
    void otherPointerMarker_isMismatch(String marker) throws IOException {
        assertFinding("vmstate.null-pointer-mismatch", 0, fields(MARKER, marker));
    }

    /** A marker that announces an element which the vmdescription does not have. */
    @Test
    void pointerMarkerWithoutElement_isMismatch() throws IOException {
        assertFinding("vmstate.list-mismatch", 1, fields(MARKER, "31"));
        assertFinding("vmstate.list-mismatch", 1, fields(MARKER + "," + MARKER, "31 30"));
        assertFinding("vmstate.list-mismatch", 1, fields(MARKER + "," + field("q", "uint8", 1), "31 30"));
        assertFinding(
                "vmstate.list-mismatch",
                1,
                fields(member("p", "ptr-marker", "\"array_len\": 2, \"size\": 1") + "," + ELEMENT, "31 30 0001"));
    }

    @Test
    void nestedStructures_areDecoded() throws IOException {
        String inner = "\"struct\": {" + vmsd("i", field("x", "uint8", 1)) + "}, \"size\": 1";
        String outer = "\"array_len\": 2, \"struct\": {" + vmsd("o", member("in", "struct", inner)) + "}, \"size\": 1";
        assertEquals(
                Map.of("s[0].in.x", new Int(7, 1, false), "s[1].in.x", new Int(8, 1, false)),
                values(member("s", "struct", outer), "07 08"));
    }

    @Test
    void emptyOneByteStructure_isNullPointer() throws IOException {
        assertEquals(
                Map.of("s", new VmStateValue.NullPointer()),
                values(member("s", "struct", "\"struct\": {}, \"size\": 1"), "30"));
    }

    /** QEMU 7.2 describes the channel subsystems of s390x like this. */
    @Test
    void arrayWithOnlyFirstElementDescribed_isWarning() throws IOException {
        DecodedDeviceCollector decoded =
                fields(member("css", "struct", "\"array_len\": 3, \"struct\": {}, \"size\": 1"), "30 00 77 30");
        assertFinding("vmstate.element-undescribed", 1, decoded);
        assertEquals(Severity.WARNING, decoded.findings().get(0).severity());
        assertEquals(Map.of("css[0]", new VmStateValue.NullPointer()), decoded.deviceValues("d/0"));
    }

    @ParameterizedTest
    @CsvSource({"tmp", "vstruct"})
    void inlinedDescription_isDecodedAsStructure(String type) throws IOException {
        String inlined = vmsd("i", field("x", "uint8", 1)) + ", \"size\": 1";
        assertEquals(Map.of("t.x", new Int(9, 1, false)), values(member("t", type, inlined), "09"));
    }

    @Test
    void listWithRepeatedKeys_isDecoded() throws IOException {
        String elements = vmsd("e", field("x", "uint8", 1)) + ", " + vmsd("e", field("x", "uint16", 2));
        String list = member("q", "qtailq", elements + ", \"size\": 6");
        assertEquals(
                Map.of("q[0].x", new Int(5, 1, false), "q[1].x", new Int(6, 2, false)),
                values(list, "01 05 01 0006 00"));
        assertFinding("vmstate.list-mismatch", 2, fields(list, "01 05 00 000000"));
        assertEquals(Map.of(), values(member("q", "qlist", "\"size\": 1"), "00"));
    }

    @Test
    void treeWithKeys_isDecoded() throws IOException {
        String node = vmsd("n", field("x", "uint8", 1));
        String direct = member("t", "gtree", node + ", \"size\": 15");
        assertEquals(
                Map.of("t[0]", new Int(3, 8, false), "t[0].x", new Int(4, 1, false)),
                values(direct, "00000001 01 0000000000000003 04 00"));
        String described = member("t", "gtree", vmsd("k", field("key", "uint8", 1)) + ", " + node + ", \"size\": 8");
        assertEquals(
                Map.of("t[0].key", new Int(3, 1, false), "t[0].x", new Int(4, 1, false)),
                values(described, "00000001 01 03 04 00"));
        assertFinding("vmstate.list-mismatch", 0, fields(direct, "00000007 01 0000000000000003 04 00"));
    }

    @Test
    void subsectionHeader_isChecked() throws IOException {
        String device = device("d", vmsd("v", "") + ", " + SUBSECTIONS);
        assertEquals(
                Map.of("v/s.f", new Int(9, 1, false)),
                decode(device, "05 03 762f73 00000002 09").deviceValues("d/0"));
        assertFinding("vmstate.subsection-mismatch", 0, decode(device, "06 03 762f73 00000002 09"));
        assertFinding("vmstate.subsection-mismatch", 0, decode(device, "05 03 762f74 00000002 09"));
        assertFinding("vmstate.subsection-mismatch", 0, decode(device, "05 03 762f73 00000001 09"));
    }

    @Test
    void mismatch_endsOnlyItsDevice() throws IOException {
        String wrong = device("wrong", vmsd("v", field("a", "uint32", 4) + "," + field("b", "uint8", 1)));
        String right = device("right", vmsd("v", field("a", "uint32", 4)));
        DecodedDeviceCollector decoded =
                decode(wrong + "," + device("absent", vmsd("v", "")) + "," + right, "00000001");
        assertFinding("vmstate.payload-short", 4, decoded);
        assertEquals(Map.of("a", new Int(1, 4, false)), decoded.deviceValues("wrong/0"));
        assertEquals(Map.of("a", new Int(1, 4, false)), decoded.deviceValues("right/0"));
        assertEquals(2, decoded.devices().size());
    }

    @Test
    void unreadBytes_areCounted() throws IOException {
        DecodedDeviceCollector decoded = fields(field("a", "uint8", 1), "01 02 03");
        assertFinding("vmstate.payload-left", 1, decoded);
        assertEquals(Map.of("d/0", 2L), decoded.unreadByteCounts());
    }

    @Test
    void contradictoryDescription_isReported() throws IOException {
        String struct = "\"struct\": {" + vmsd("i", field("x", "uint8", 1)) + "}, \"size\": 2";
        assertFinding("vmstate.size-mismatch", 0, fields(member("s", "struct", struct), "0708"));
    }

    @Test
    void exceededLimits_areReported() throws IOException {
        String empty = member("e", "buffer", "\"array_len\": 9223372036854775807, \"size\": 0");
        assertFinding("vmstate.too-many-elements", 0, fields(empty, ""));
        String many = (field("a", "uint8", 1) + ",").repeat(50_000) + field("a", "uint8", 1);
        assertFinding("vmstate.too-many-fields", 0, fields(many, "00"));
        String huge = field("a", "buffer", Long.MAX_VALUE);
        assertFinding("vmstate.payload-short", 2, fields(huge, "0102"));
    }

    @Test
    void malformedJson_isRejected() {
        assertThrows(VmDescriptionException.class, () -> decode(device("d", "\"fields\": 1"), ""));
    }
}
