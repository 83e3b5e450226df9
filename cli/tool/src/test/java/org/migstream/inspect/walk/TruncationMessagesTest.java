// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.Section;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.TruncationOffsets;
import org.migstream.stream.VfioConfigSamples;
import org.migstream.stream.VfioRecord.Tag;

/** Truncates inputs. The first line of the text must name the offset and the enclosing element. */
class TruncationMessagesTest {
    private static final String DEVICE = "0000:00:01.0/vfio";

    private static final StreamBuilder STREAM = new StreamBuilder()
            .header()
            .configuration()
            .ramStart(1, 8192)
            .vfioSetup(7, DEVICE)
            .continued(Kind.PART, 1)
            .ramPage(Encoding.NORMAL, false, 0, new byte[4096])
            .ramFlag(Flag.EOS)
            .footer()
            .continued(Kind.END, 7)
            .vfioData(new byte[2000])
            .vfioTag(Tag.END_OF_STATE)
            .footer()
            .full(7, DEVICE)
            .vfioConfig(VfioConfigSamples.layout(256, 0, false), VfioConfigSamples.body(256, 0, false))
            .footer();

    private static final byte[] SECTIONS = STREAM.bytes();

    @Test
    void truncation_isReportedWithItsSection() throws IOException {
        List<Map<String, Object>> whole = InspectionResult.of(InspectionResult.PLAIN, withEndOfStream(SECTIONS))
                .list("sections");
        int[] cuts = TruncationOffsets.of(withEndOfStream(SECTIONS), 61)
                .filter(cut -> cut >= 24 && cut < SECTIONS.length)
                .toArray();
        for (int cut : cuts) {
            InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, Arrays.copyOf(SECTIONS, cut));
            Map<String, Object> finding = inspection.finding("stream.truncated");
            assertEquals(ReadOutcome.DAMAGED, inspection.outcome());
            assertEquals((long) cut, finding.get("offset"), "cut at " + cut);
            String first = "main: DAMAGED: at 0x%x (%d)".formatted(cut, cut);
            Map<String, Object> around = sectionAt(whole, cut);
            if (around != null) {
                first += ", " + around.get("idstr") + ": the input ends ";
                String sectionText = ", in the %s section at 0x%x [stream.truncated]"
                        .formatted(around.get("type"), around.get("offset"));
                assertTrue(inspection.verdict().endsWith(sectionText), inspection.verdict());
            }
            assertTrue(inspection.verdict().startsWith(first), inspection.verdict() + " but not " + first);
            assertEquals(
                    whole.stream().filter(section -> endOffset(section) <= cut).toList(),
                    inspection.list("sections").stream()
                            .filter(section -> section.containsKey("length"))
                            .toList());
        }
    }

    /** Arguments: the kind of the element, and the expected message. */
    @ParameterizedTest
    @CsvSource({
        "NORMAL, 'the input ends inside a page of the RAM block \"pc.ram\" at 0x%x: it has 4095 of 4096 bytes'",
        "DATA, 'the input ends inside DEV_DATA_STATE at 0x%x: it has 1999 of 2000 bytes'",
        "VMDESC, 'the input ends inside the vmdescription at 0x%x: it has 1 of 2 bytes'"
    })
    void truncation_isReportedWithItsElement(String kind, String message) throws IOException {
        StreamBuilder stream =
                new StreamBuilder().header().configuration().ramStart(1, 8192).vfioSetup(7, DEVICE);
        stream.continued(kind.equals("NORMAL") ? Kind.PART : Kind.END, kind.equals("NORMAL") ? 1 : 7);
        int offset = stream.bytes().length;
        if (kind.equals("NORMAL")) {
            stream.ramPage(Encoding.NORMAL, false, 0, new byte[4096]);
        } else if (kind.equals("DATA")) {
            stream.vfioData(new byte[2000]);
        } else {
            stream.vfioTag(Tag.END_OF_STATE).footer().endOfStream();
            offset = stream.bytes().length;
            stream.vmdesc("{}");
        }
        byte[] cut = Arrays.copyOf(stream.bytes(), stream.bytes().length - 1);
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, cut);
        String actual = (String) inspection.finding("stream.truncated").get("message");
        assertTrue(actual.startsWith(message.formatted(offset)), actual);
    }

    /** For a length that QEMU never writes, the message reports the length and not a truncation. */
    @ParameterizedTest
    @CsvSource({"1048576, stream.truncated", "1048577, vfio.data-size", "1099511627776, vfio.data-size"})
    void implausibleDataSize_isReportedInsteadOfTruncation(long length, String code) throws IOException {
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration()
                .vfioSetup(7, DEVICE)
                .continued(Kind.END, 7);
        int offset = stream.bytes().length;
        stream.vfioData().bytes();
        byte[] bytes = stream.bytes();
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[offset + 8 + i] = (byte) (length >> 8 * (7 - i));
        }
        InspectionResult inspection =
                InspectionResult.of(InspectionResult.PLAIN, Arrays.copyOf(bytes, bytes.length + 50));
        Map<String, Object> finding = inspection.finding(code);
        assertEquals(code.startsWith("vfio") ? (long) offset : bytes.length + 50L, finding.get("offset"));
        assertEquals(Map.of("bytes", 50L), inspection.list("vfioDevices").get(0).get("stopCopy"));
    }

    /** An earlier error is not the reason why reading stopped. */
    @Test
    void verdict_showsDamageBeforeOtherErrors() throws IOException {
        StreamBuilder stream = new StreamBuilder().header().configuration();
        for (int i = 0; i < 1100; i++) {
            stream.put(at -> new Section(
                            at, Kind.FULL, 7, new SectionKey(DEVICE, 0), 2, Section.Framing.SELF_DELIMITING))
                    .vfioTag(Tag.END_OF_STATE)
                    .put(at -> new SectionFooter(at, 7, true));
        }
        byte[] cut = Arrays.copyOf(stream.bytes(), stream.bytes().length - 1);
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, cut);
        assertTrue(inspection.codes().contains("stream.section-version"));
        assertTrue(inspection.verdict().startsWith("main: DAMAGED: "), inspection.verdict());
        assertTrue(!inspection.verdict().contains("stream.section-version"), inspection.verdict());
    }

    @ParameterizedTest
    @CsvSource({
        "0, the input is empty",
        "1, ",
        "4, the input ends in the header of the stream",
        "7, the input ends in the header of the stream"
    })
    void truncatedHeader_isReportedWithoutSection(int length, String message) throws IOException {
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, Arrays.copyOf(SECTIONS, length));
        assertEquals(1, inspection.codes().size());
        if (message != null) {
            assertEquals(message, inspection.finding("stream.truncated").get("message"));
        }
    }

    private static Map<String, Object> sectionAt(List<Map<String, Object>> sections, int cut) {
        return sections.stream()
                .filter(section -> (long) section.get("payloadOffset") <= cut && cut < endOffset(section))
                .findFirst()
                .orElse(null);
    }

    private static long endOffset(Map<String, Object> section) {
        return (long) section.get("offset") + (long) section.get("length");
    }

    private static byte[] withEndOfStream(byte[] stream) {
        return Arrays.copyOf(stream, stream.length + 1);
    }
}
