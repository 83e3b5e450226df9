// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.report.TextWriter;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateValue;

/** Checks that each value is a line with its full path. */
class VmStateFieldsTextTest {
    private final StringWriter text = new StringWriter();
    private final VmStateFieldsText fields = new VmStateFieldsText(new TextWriter(text, false, 0), true);

    @BeforeEach
    void begin() throws IOException {
        fields.beginDevice(new DescribedSection(new SectionKey("d", 3), "v", 2, 100, false), 0x1f40);
    }

    /** Consecutive equal elements of an array share one line. */
    @ParameterizedTest
    @CsvSource({
        "5, a[0] = 5",
        "5 5 5, a[0..2] = 5",
        "5 5 6, a[0..1] = 5|a[2] = 6",
        "5 6 6 5, a[0] = 5|a[1..2] = 6|a[3] = 5",
        "5 - 5, a[0] = 5|a[2] = 5"
    })
    void consecutiveEqualElements_shareOneLine(String values, String lines) throws IOException {
        int index = 0;
        for (String value : values.split(" ")) {
            if (!value.equals("-")) {
                value("a", index, new VmStateValue.Int(Long.parseLong(value), 1, false));
            }
            index++;
        }
        assertEquals(lines, writtenText().replaceAll("0x0(.) \\(.\\)", "$1"));
    }

    @Test
    void singleField_hasOwnLine() throws IOException {
        for (long index : new long[] {VmStateField.NO_INDEX, VmStateField.NO_INDEX, 0, 1}) {
            value("a", index, new VmStateValue.Bool(true));
        }
        value("b", 2, new VmStateValue.Bool(true));
        assertEquals("a = true|a = true|a[0..1] = true|b[2] = true", writtenText());
    }

    static List<Arguments> values() {
        return List.of(
                Arguments.of(new VmStateValue.Int(255, 1, false), "0xff (255)"),
                Arguments.of(new VmStateValue.Int(-1, 1, true), "0xff (-1)"),
                Arguments.of(new VmStateValue.Int(-2, 4, true), "0xfffffffe (-2)"),
                Arguments.of(new VmStateValue.Int(-1, 8, false), "0xffffffffffffffff (18446744073709551615)"),
                Arguments.of(new VmStateValue.Int(7, 8, true), "0x0000000000000007 (7)"),
                Arguments.of(new VmStateValue.Text("a\u001b\"b"), "\"a\\x1b\"b\""),
                Arguments.of(new VmStateValue.Bytes(2, "0102"), "0102"),
                Arguments.of(new VmStateValue.Bytes(3, "0102"), "0102... (3 bytes)"),
                Arguments.of(new VmStateValue.FloatingPoint(Double.doubleToRawLongBits(1.5)), "1.5"),
                Arguments.of(new VmStateValue.FloatingPoint(-1), "NaN"),
                Arguments.of(new VmStateValue.NullPointer(), "null"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valueKinds_areFormatted(VmStateValue value, String form) throws IOException {
        value("a", VmStateField.NO_INDEX, value);
        assertEquals("a = " + form, writtenText());
    }

    @Test
    void nestedField_isNamedByFullPath() throws IOException {
        VmStateDescription inner = new VmStateDescription("in\u0007ner", 1, List.of(), List.of(), 0);
        for (int i = 0; i < 2; i++) {
            fields.beginStruct(field("s", i), i, inner);
            value("x", VmStateField.NO_INDEX, new VmStateValue.Bool(false));
            fields.beginSubsection(inner, 5);
            value("y", VmStateField.NO_INDEX, new VmStateValue.Bool(true));
            fields.endSubsection();
            fields.endStruct();
        }
        value("z", VmStateField.NO_INDEX, new VmStateValue.Bool(true));
        fields.acceptFinding(Finding.of(Severity.WARNING, "vmdesc.x", "why\n"));
        fields.endDevice(1);
        assertEquals(
                "s[0].x = false|s[0].<in\\x07ner>.y = true|s[1].x = false|s[1].<in\\x07ner>.y = true|z = true"
                        + "|decoding stopped: why\\x0a|1 byte not decoded",
                lines());
        assertEquals(
                "\nfields of d instance 3, version 2, at 0x1f40\n",
                text.toString().substring(0, text.toString().indexOf("  s[0]")));
    }

    private void value(String name, long index, VmStateValue value) throws IOException {
        fields.acceptValue(field(name, index), index, 0, value);
    }

    private static VmStateField field(String name, long index) {
        return new VmStateField(name, "type", index, 1, 1, List.of());
    }

    private String writtenText() throws IOException {
        fields.endDevice(0);
        return lines();
    }

    private String lines() {
        return text.toString().lines().skip(2).map(String::trim).collect(Collectors.joining("|"));
    }
}
