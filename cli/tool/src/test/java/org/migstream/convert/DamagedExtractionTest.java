// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.convert.TestConversions.DamagedPart;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;

/** Extraction of what a damaged stream has before the damage. */
class DamagedExtractionTest {
    private static final String CAPTURE = "lab/q35-six-plain.qevm";
    private static final String UARTS = "0000:00:01.0/vfio";

    private static byte[] truncate(byte[] stream, long length) {
        return Arrays.copyOf(stream, (int) length);
    }

    private static String nameFor(Part part) {
        return part == Part.RAM ? "pc.ram" : UARTS;
    }

    /** A stream that is truncated at any place gives a beginning of what the whole stream gives. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 40, 90, 99})
    void truncatedStream_givesBeginningOfData(int percent) throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        byte[] whole = TestConversions.extractFromPipe(Part.DATA, UARTS, stream);
        byte[] truncated = truncate(stream, (long) stream.length * percent / 100);
        DamagedPart part = TestConversions.extractDamaged(Part.DATA, UARTS, truncated);
        assertTrue(part.bytes().length <= whole.length);
        assertArrayEquals(Arrays.copyOf(whole, part.bytes().length), part.bytes());
        assertEquals(ReadOutcome.DAMAGED, part.damage().orElseThrow().outcome());
    }

    /** All bytes before the damage are there, also those of the record that the damage is in. */
    @Test
    void dataRecord_isExtractedUpToDamage() throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        byte[] whole = TestConversions.extractFromPipe(Part.DATA, UARTS, stream);
        long record = firstDataOffset(stream);
        for (int count = 0; count < 20; count++) {
            DamagedPart part = TestConversions.extractDamaged(Part.DATA, UARTS, truncate(stream, record + count));
            assertArrayEquals(Arrays.copyOf(whole, count), part.bytes());
            assertTrue(message(part).contains("incomplete"), message(part));
        }
    }

    private static long firstDataOffset(byte[] stream) throws IOException {
        return InspectionResult.of(InspectionResult.PLAIN, stream).list("vfioDevices").stream()
                .flatMap(device -> ((List<?>) device.get("records")).stream())
                .map(record -> ((Map<?, ?>) record).get("dataOffset"))
                .filter(Number.class::isInstance)
                .mapToLong(offset -> ((Number) offset).longValue())
                .findFirst()
                .orElseThrow();
    }

    private static String message(DamagedPart part) {
        return part.damage().orElseThrow().reason().finding().message();
    }

    @Test
    void partBeforeDamage_isReportedAsComplete() throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        byte[] truncated = truncate(stream, stream.length - 10);
        for (Part part : new Part[] {Part.DATA, Part.CONFIG}) {
            DamagedPart extracted = TestConversions.extractDamaged(part, UARTS, truncated);
            assertArrayEquals(TestConversions.extractFromPipe(part, UARTS, stream), extracted.bytes());
            assertTrue(message(extracted).contains("the extracted part is complete"), message(extracted));
        }
    }

    @Test
    void streamOfDevice_canBeInspectedUpToDamage() throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        DamagedPart part =
                TestConversions.extractDamaged(Part.STREAM, UARTS, truncate(stream, firstDataOffset(stream) + 10));
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, part.bytes());
        assertEquals(UARTS, inspection.list("vfioDevices").get(0).get("idstr"));
    }

    @Test
    void pagesBeforeDamage_areInImage() throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        byte[] whole = TestConversions.extractFromPipe(Part.RAM, "pc.ram", stream);
        byte[] part = TestConversions.extractDamaged(Part.RAM, "pc.ram", truncate(stream, stream.length / 8))
                .bytes();
        assertEquals(whole.length, part.length);
        int pages = 0;
        for (int page = 0; page < whole.length; page += 4096) {
            boolean isZero = Arrays.equals(new byte[4096], Arrays.copyOfRange(part, page, page + 4096));
            pages += !isZero && Arrays.equals(part, page, page + 4096, whole, page, page + 4096) ? 1 : 0;
        }
        assertTrue(pages > 0);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "STREAM")
    void partAfterDamage_isNotWritten(Part part) throws IOException {
        byte[] truncated = truncate(Captures.bytes(CAPTURE), 20);
        ConversionException e = assertThrows(
                ConversionException.class, () -> TestConversions.extractDamaged(part, nameFor(part), truncated));
        assertEquals(ReadOutcome.DAMAGED, e.outcome());
        assertTrue(e.reason().finding().message().contains("up to there"));
    }

    @ParameterizedTest
    @EnumSource(Part.class)
    void undamagedStream_givesSameBytes(Part part) throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        DamagedPart extracted = TestConversions.extractDamaged(part, nameFor(part), stream);
        assertEquals(Optional.empty(), extracted.damage());
        assertArrayEquals(TestConversions.extractFromPipe(part, nameFor(part), stream), extracted.bytes());
    }
}
