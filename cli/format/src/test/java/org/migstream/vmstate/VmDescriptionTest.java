// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmDescription.VmDescriptionException;

/** Reads lengths from hand-written vmdescriptions, each with one special case. */
class VmDescriptionTest {
    private static final long MAX = 1 << 20;

    private static VmDescription read(String json) throws IOException {
        return VmDescription.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), MAX);
    }

    private static String device(String members) {
        return "{\"page_size\": 4096, \"devices\": [{\"name\": \"d\", \"instance_id\": 1, " + members + "}]}";
    }

    private static String vmsd(String fields) {
        return device("\"vmsd_name\": \"v\", \"version\": 3, \"fields\": [" + fields + "]");
    }

    @Test
    void pageSizeAndSections_areRead() throws IOException {
        VmDescription description = read("""
                {"configuration": {"vmsd_name": "configuration", "version": 1,
                  "fields": [{"name": "len", "type": "uint32", "size": 4}]},
                 "page_size": 16384, "migstream": {"any": [1, {"thing": 1.5}]},
                 "devices": [{"name": "a", "instance_id": 7, "vmsd_name": "v", "version": 2,
                   "fields": [{"name": "f", "type": "uint8", "size": 1}]}]}""");
        assertEquals(OptionalInt.of(16384), description.pageSize());
        assertEquals(List.of(new DescribedSection(new SectionKey("a", 7), "v", 2, 1, false)), description.sections());
        assertEquals(OptionalLong.of(1), description.fullPayloadLength(new SectionKey("a", 7)));
        assertEquals(OptionalLong.empty(), description.fullPayloadLength(new SectionKey("a", 8)));
    }

    @Test
    void oldStyleDevice_hasOnlySize() throws IOException {
        String json =
                device("\"size\": 4132, \"fields\": [{\"name\": \"data\", \"size\": 4132, \"type\": \"buffer\"}]");
        assertEquals(
                List.of(new DescribedSection(new SectionKey("d", 1), null, 0, 4132, true)),
                read(json).sections());
    }

    @Test
    void negativeInstanceId_isReadAsUnsigned() throws IOException {
        String json = "{\"devices\": [{\"name\": \"d\", \"instance_id\": -1, \"size\": 5}]}";
        assertEquals(OptionalLong.of(5), read(json).fullPayloadLength(new SectionKey("d", 0xffff_ffffL)));
    }

    @Test
    void equalKeysWithDifferentLengths_haveNoLength() throws IOException {
        String slirp = "{\"name\": \"slirp\", \"instance_id\": 0, \"size\": 5}";
        String longer = slirp.replace('5', '6');
        assertEquals(
                OptionalLong.of(5),
                read("{\"devices\": [" + slirp + "," + slirp + "]}").fullPayloadLength(new SectionKey("slirp", 0)));
        VmDescription different = read("{\"devices\": [" + slirp + "," + longer + "," + slirp + "]}");
        assertEquals(OptionalLong.empty(), different.fullPayloadLength(new SectionKey("slirp", 0)));
        assertEquals(3, different.sections().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        40 | {"name": "a", "array_len": 10, "type": "uint32", "size": 4}
         0 | {"name": "a", "array_len": 0, "type": "uint32", "size": 4}
        30 | {"name": "s", "type": "struct", "struct": {"vmsd_name": "x", "version": 1, "fields": []}, "size": 30}
        10 | {"name": "t", "type": "tmp", "vmsd_name": "x", "version": 1, "fields": [{"name": "a", "type": "b", "size": 3}], "size": 10}
         9 | {"name": "q", "type": "qtailq", "vmsd_name": "e", "version": 1, "fields": [], "vmsd_name": "e", "version": 1, "fields": [], "size": 9}
         3 | {"name": "e", "index": 0, "type": "uint8", "size": 1}, {"name": "e", "type": "uint16", "size": 2}
        """)
    void fieldSizes_areSummed(long length, String fields) throws IOException {
        assertEquals(length, read(vmsd(fields)).sections().get(0).payloadLength());
    }

    @Test
    void subsectionHeader_isCounted() throws IOException {
        String nested = "{\"vmsd_name\": \"v/sub/deep\", \"version\": 1, \"fields\": []}";
        String sub = "{\"vmsd_name\": \"v/sub\", \"version\": 1, "
                + "\"fields\": [{\"name\": \"f\", \"type\": \"uint64\", \"size\": 8}], \"subsections\": [" + nested
                + "]}";
        String json = device("\"vmsd_name\": \"v\", \"version\": 1, \"fields\": [], \"subsections\": [" + sub + "]");
        assertEquals((6 + 5 + 8) + (6 + 10), read(json).sections().get(0).payloadLength());
    }

    @Test
    void truncatedJson_isRejectedWithOffsetInRange() {
        String json = vmsd("{\"name\": \"a\", \"array_len\": 2, \"type\": \"uint32\", \"size\": 4}");
        for (int length = 0; length < json.length(); length++) {
            String truncated = json.substring(0, length);
            VmDescriptionException e = assertThrows(VmDescriptionException.class, () -> read(truncated));
            assertTrue(e.offset() >= 0 && e.offset() <= length, () -> e.offset() + " of " + truncated.length());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{} {}",
                "{\"devices\": {}}",
                "{\"devices\": [7]}",
                "{\"devices\": [{\"instance_id\": 0, \"size\": 1}]}",
                "{\"devices\": [{\"name\": 5, \"size\": 1}]}",
                "{\"devices\": [{\"name\": \"d\", \"size\": -1}]}",
                "{\"devices\": [{\"name\": \"d\", \"size\": 1.5}]}",
                "{\"devices\": [{\"name\": \"d\", \"size\": 9223372036854775808}]}",
                "{\"devices\": [{\"name\": \"d\", \"fields\": [{\"name\": \"f\", \"type\": \"t\"}]}]}",
                "{\"devices\": [{\"name\": \"d\", \"fields\": [{\"name\": \"f\", \"size\": 1}]}]}",
                "{\"page_size\": 0}",
                "{\"page_size\": \"big\"}",
            })
    void unexpectedJson_isRejected(String json) {
        assertThrows(VmDescriptionException.class, () -> read(json));
    }

    @Test
    void sumBeyond63Bits_isRejected() {
        String half = "{\"name\": \"a\", \"array_len\": 2, \"type\": \"buffer\", \"size\": 4611686018427387904}";
        assertThrows(VmDescriptionException.class, () -> read(vmsd(half)));
    }

    @Test
    void excessiveDepthLengthOrNumber_isRejected() {
        assertThrows(VmDescriptionException.class, () -> read("{\"x\": " + "[".repeat(100_000)));
        assertThrows(VmDescriptionException.class, () -> read("{\"" + "k".repeat(100_000) + "\": 1}"));
        assertThrows(
                VmDescriptionException.class,
                () -> read("{\"devices\": [{\"name\": \"" + "n".repeat(256) + "\", \"size\": 1}]}"));
        assertThrows(VmDescriptionException.class, () -> read(" ".repeat((int) MAX) + "{}"));
        String many = "{\"name\": \"d\", \"size\": 1},".repeat(20_001);
        assertThrows(VmDescriptionException.class, () -> read("{\"devices\": [" + many + "]}"));
    }

    @Test
    void error_hasByteOffset() {
        VmDescriptionException e =
                assertThrows(VmDescriptionException.class, () -> read("{\"page_size\": 4096, \"devices\": true}"));
        assertEquals(31, e.offset());
    }
}
