// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.io.ByteSource;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.RamRecord.RamPage;

/** Truncates streams at many offsets. The truncation must be detected, and the elements before it must not change. */
class TruncationTest {
    @ParameterizedTest
    @CsvSource({"q35-two-uarts.qevm, 317", "pc-two-devices-paused.qevm, 2000", "q35-mapped-ram.qevm, 999983"})
    void truncatedCapture_isReportedAtEveryStep(String capture, int step) throws IOException {
        byte[] stream = Captures.bytes(capture);
        assertTruncations(stream, IntStream.range(0, stream.length / step).map(i -> i * step));
    }

    /** Truncates the stream within the first bytes of each section. The stream has little guest memory. */
    @ParameterizedTest
    @CsvSource({
        "q35-two-uarts.qevm, true, 4096",
        "q35-two-uarts.qevm, false, 1000",
        "pc-two-devices-paused.qevm, true, 100",
        "pc-two-devices-paused.qevm, false, 100",
        "multifd-two-channels.chan0, true, 100"
    })
    void truncatedSection_isReported(String capture, boolean footers, int depth) throws IOException {
        byte[] stream = withoutPages(Captures.bytes(capture), footers);
        BitSet heads = new BitSet(stream.length);
        ReadResult.of(stream).elements().stream()
                .filter(Section.class::isInstance)
                .mapToInt(section -> (int) section.offset())
                .forEach(start -> heads.set(start, Math.min(start + depth, stream.length)));
        assertTruncations(stream, TruncationOffsets.of(stream, 13).filter(heads::get));
    }

    /** A channel ends when its connection closes, so a recording is complete after each packet. */
    @ParameterizedTest
    @CsvSource({
        "multifd-two-channels.chan1, 211",
        "multifd-two-channels.chan2, 97",
        "lab/q35-six-multifd4.chan4, 9973",
        "switchover-ack.chan0.return, 1"
    })
    void truncatedChannelOrReturnPath_isReportedExceptBetweenPackets(String capture, int step) throws IOException {
        byte[] stream = Captures.bytes(capture);
        ReadResult whole = ReadResult.of(stream);
        Set<Integer> ends = packetEnds(whole.elements());
        IntStream cuts = IntStream.range(0, stream.length / step).map(i -> i * step);
        IntStream.concat(cuts, ends.stream().mapToInt(end -> end)).parallel().forEach(cut -> {
            ReadResult reading = readTruncated(stream, cut);
            assertEquals(
                    ends.contains(cut) ? ReadResult.END : "stream.truncated", reading.code(), () -> "cut at " + cut);
            assertEquals(cut, reading.offset());
            assertPrefix(reading.elements(), whole.elements(), cut);
        });
    }

    /**
     * Returns the ends of packets and messages. The end of a record of a configuration is omitted, because it is inside
     * a packet.
     */
    private static Set<Integer> packetEnds(List<Element> elements) {
        Set<Integer> ends = new TreeSet<>();
        for (int i = 0; i < elements.size(); i++) {
            if (i == elements.size() - 1 || !(elements.get(i + 1) instanceof VfioRecord)) {
                ends.add((int) elements.get(i).end());
            }
        }
        return ends;
    }

    @ParameterizedTest
    @MethodSource("org.migstream.stream.SyntheticStreams#all")
    void truncatedSyntheticStream_isReportedAtEveryOffset(byte[] stream) throws IOException {
        assertTruncations(stream, IntStream.range(0, stream.length));
    }

    private static void assertTruncations(byte[] stream, IntStream cuts) throws IOException {
        ReadResult whole = ReadResult.of(stream);
        assertEquals(ReadResult.END, whole.code());
        long behindEof = whole.elements().stream()
                .filter(EndOfStream.class::isInstance)
                .findFirst()
                .orElseThrow()
                .end();
        cuts.parallel().forEach(cut -> {
            ReadResult reading = readTruncated(stream, cut);
            boolean complete = cut == behindEof || cut == stream.length;
            assertEquals(complete ? ReadResult.END : "stream.truncated", reading.code(), () -> "cut at " + cut);
            assertEquals(cut, reading.offset());
            assertPrefix(reading.elements(), whole.elements(), cut);
        });
    }

    /**
     * Compares with the elements of the complete stream. The only allowed difference is that a scanned payload ends at
     * the truncation.
     */
    private static void assertPrefix(List<Element> elements, List<Element> whole, int cut) {
        int last = elements.size() - 1;
        if (last < 0 || elements.get(last).equals(whole.get(last))) {
            assertEquals(whole.subList(0, last + 1), elements, () -> "cut at " + cut);
            return;
        }
        assertEquals(whole.subList(0, last), elements.subList(0, last), () -> "cut at " + cut);
        Element bytes = elements.get(last);
        assertTrue(bytes instanceof OpaqueBytes && bytes.end() == cut, () -> "cut at " + cut + ": " + bytes);
        assertEquals(whole.get(last).offset(), bytes.offset());
        boolean overFooter =
                whole.get(last + 1) instanceof SectionFooter footer && footer.present() && footer.end() <= cut;
        assertFalse(overFooter, () -> "cut at " + cut + ": " + bytes);
    }

    private static ReadResult readTruncated(byte[] stream, int cut) {
        try {
            return ReadResult.of(ByteSource.of(new ByteArrayInputStream(stream, 0, cut)), SectionSizes.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] withoutPages(byte[] stream, boolean footers) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        MigrationReader reader = MigrationReader.of(ByteSource.of(new ByteArrayInputStream(stream)), SectionSizes.NONE);
        MigrationWriter writer = new MigrationWriter(copy);
        for (Element element; (element = reader.next()) != null; ) {
            if (!(element instanceof RamPage || element instanceof SectionFooter && !footers)) {
                writer.write(element, reader.body());
            }
        }
        return copy.toByteArray();
    }
}
