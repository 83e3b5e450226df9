// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.io.ByteSource;
import org.migstream.io.InputVariant;
import org.migstream.io.TruncatedStreamException;
import org.migstream.stream.Section.Framing;
import org.migstream.vmstate.VmDescription;

/** Checks, with all captures, properties that every stream has. */
class StreamPropertiesTest {
    private static final String TRUNCATED_BY_CRASH = "truncated-by-crash.qevm";

    /** Captures without a usable vmdescription. */
    private static final Set<String> WITHOUT_VALID_VMDESC = Set.of(
            TRUNCATED_BY_CRASH, "modes/q11.1.3-postcopy.chan0", "options/q35-bare.qevm", "targets/s390x-7.2.qevm");

    static Stream<String> captures() throws IOException {
        return Captures.names();
    }

    static Stream<String> expected() throws IOException {
        return captures().filter(name -> Files.exists(Captures.expected(name)));
    }

    static Stream<String> described() throws IOException {
        return expected().filter(name -> !WITHOUT_VALID_VMDESC.contains(name));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void rewrittenCapture_isIdentical(String capture) throws IOException {
        byte[] stream = Captures.bytes(capture);
        ByteArrayOutputStream copy = new ByteArrayOutputStream(stream.length);
        MigrationReader reader = MigrationReader.of(ByteSource.of(new ByteArrayInputStream(stream)), SectionSizes.NONE);
        MigrationWriter writer = new MigrationWriter(copy);
        boolean cut = false;
        try {
            for (Element element; (element = reader.next()) != null; ) {
                writer.write(element, reader.body());
            }
        } catch (TruncatedStreamException e) {
            cut = true;
        }
        assertEquals(capture.equals(TRUNCATED_BY_CRASH), cut);
        assertArrayEquals(cut ? Arrays.copyOf(stream, copy.size()) : stream, copy.toByteArray());
    }

    @ParameterizedTest
    @MethodSource("captures")
    void elements_coverStreamWithoutGapOrOverlap(String capture) throws IOException {
        byte[] stream = Captures.bytes(capture);
        ReadResult reading = ReadResult.of(stream);
        long end = 0;
        for (Element element : reading.elements()) {
            assertEquals(end, element.offset(), element::toString);
            assertTrue(element.headLength() >= 0 && element.bodyLength() >= 0, element::toString);
            end = element.end();
        }
        assertEquals(stream.length, reading.offset());
        assertTrue(reading.code().equals("stream.truncated") || end == stream.length);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void elements_areEqualForEveryDelivery(String capture) throws IOException {
        byte[] stream = Captures.bytes(capture);
        ReadResult pipe = ReadResult.of(stream);
        for (InputVariant delivery : InputVariant.values()) {
            assertEquals(pipe, ReadResult.of(delivery.open(stream), SectionSizes.NONE), delivery::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void elements_areEqualWithAndWithoutReadingBodies(String capture) throws IOException {
        byte[] stream = Captures.bytes(capture);
        MigrationReader reader = MigrationReader.of(InputVariant.FILE.open(stream), SectionSizes.NONE);
        int odd = 0;
        for (Element skipped : ReadResult.of(stream).elements()) {
            Element element = reader.next();
            assertEquals(skipped, element);
            InputStream body = reader.body();
            int wanted = (int) (odd++ % 3 == 0 ? element.bodyLength() : element.bodyLength() / 2);
            int offset = (int) element.bodyOffset();
            assertArrayEquals(
                    Arrays.copyOfRange(stream, offset, Math.min(offset + wanted, stream.length)),
                    body.readNBytes(wanted));
        }
    }

    @ParameterizedTest
    @MethodSource("described")
    void vmDesc_changesOnlyFraming(String capture) throws IOException {
        byte[] stream = Captures.bytes(capture);
        ReadResult scanned = ReadResult.of(stream);
        ReadResult described = ReadResult.of(InputVariant.FILE.open(stream), readVmDesc(stream, scanned.elements()));
        assertTrue(described.elements().stream().noneMatch(StreamPropertiesTest::isScanned));
        assertEquals(
                scanned.elements(),
                described.elements().stream()
                        .map(StreamPropertiesTest::withScannedFraming)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("expected")
    void sections_matchIndependentReader(String capture) throws IOException {
        assertEquals(
                ExpectedSection.of(capture),
                ExpectedSection.fromElements(
                        ReadResult.of(Captures.bytes(capture)).elements()));
    }

    private static boolean isScanned(Element element) {
        return element instanceof Section section && section.framing() == Framing.SCANNED;
    }

    /** Returns the element as it is read from a pipe. */
    private static Element withScannedFraming(Element element) {
        return element instanceof Section s && s.framing() == Framing.DESCRIBED
                ? new Section(s.offset(), s.kind(), s.sectionId(), s.key(), s.versionId(), Framing.SCANNED)
                : element;
    }

    private static SectionSizes readVmDesc(byte[] stream, List<Element> elements) throws IOException {
        Element last = elements.get(elements.size() - 1);
        InputStream json = new ByteArrayInputStream(stream, (int) last.bodyOffset(), (int) last.bodyLength());
        return VmDescription.read(json, stream.length);
    }
}
