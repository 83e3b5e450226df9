// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;

/** Tests libvirt save images of hosts of both byte orders. */
class LibvirtSaveImageTest {
    private static final byte[] XML = "<domain type='kvm'/>\0<cookie/>\0".getBytes(StandardCharsets.US_ASCII);
    private static final int COOKIE = 21;
    private static final String CAPTURE = "targets/arm-stellaris.qevm";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1, GZIP", "2, BZIP2", "3, XZ", "5, ZSTD"})
    void compressedImage_isReadInBothByteOrders(int compressed, TestCompression format) throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            byte[] image = image(order, 2, XML.length, compressed, format.compress(stream));
            ContainerFormatsTest.assertSame(stream, image, "libvirt", format.label());
            ContainerFormatsTest.assertSame(
                    stream, TestCompression.ZSTD.compress(image), "zstd", "libvirt", format.label());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void rawImage_isReadInBothByteOrders(int version) throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ContainerFormatsTest.assertSame(stream, image(order, version, XML.length, 0, stream), "libvirt");
        }
    }

    /** The offsets in the stream count from the start of the file, as for {@code file:...,offset=N}. */
    @Test
    void sparseImage_isReadAsMappedRamStream() throws IOException {
        byte[] stream = Captures.bytes("q35-mapped-ram.qevm");
        int front = LibvirtSaveHeader.LENGTH + XML.length;
        byte[] moved = MappedRamStreams.moveOffsets(stream, front);
        byte[] image = image(ByteOrder.BIG_ENDIAN, 2, XML.length, 6, moved);
        ContainerFormatsTest.assertSame(stream, image, "libvirt");
        Path file = Files.write(folder.resolve("vm.save"), image);
        Path plain = Files.write(folder.resolve("vm"), stream);
        assertEquals(inspect(plain).without("input"), inspect(file).without("input"));
        String named = "file:" + file + ",offset=" + front;
        InspectionResult atOffset =
                InspectionResult.of(InspectionResult.DIGEST, Input.open(named, OutputLimit.NONE), List.of());
        assertEquals(inspect(plain).without("input"), atOffset.without("input"));
        assertEquals(
                named, InspectionResult.object(atOffset.json().get("input")).get("name"));
    }

    @Test
    void rawImageFile_isReadLikePlainStream() throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        Path file = Files.write(folder.resolve("vm.save"), image(ByteOrder.LITTLE_ENDIAN, 2, XML.length, 0, stream));
        Path plain = Files.write(folder.resolve("vm"), stream);
        assertEquals(inspect(plain).without("input"), inspect(file).without("input"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 31, 0, input.libvirt-version",
        "3, 31, 0, input.libvirt-version",
        "-1, 31, 0, input.libvirt-version",
        "2, 31, 7, input.libvirt-format",
        "1, 31, 7, input.libvirt-format",
        "2, 31, -1, input.libvirt-format",
        "2, 31, 1, input.libvirt",
        "2, 0, 0, input.libvirt",
        "2, 20, 0, input.libvirt",
        "2, -1, 0, stream.truncated",
        "2, -1, 5, stream.truncated",
        "2, 0x7fffffff, 0, stream.truncated"
    })
    void invalidHeader_isReported(int version, String dataLength, int compressed, String code) throws IOException {
        byte[] image = image(
                ByteOrder.LITTLE_ENDIAN, version, Integer.decode(dataLength), compressed, Captures.bytes(CAPTURE));
        for (InspectionResult inspection : List.of(
                InspectionResult.of(InspectionResult.PLAIN, image),
                inspect(Files.write(folder.resolve("image"), image)))) {
            assertEquals(List.of(code), inspection.codes());
            boolean unsupported = code.contains("-");
            assertEquals(unsupported ? ReadOutcome.UNSUPPORTED : ReadOutcome.DAMAGED, inspection.outcome());
            assertEquals(0L, inspection.finding(code).get("offset"));
        }
    }

    @Test
    void truncationAndFlippedBits_areReported() throws IOException {
        byte[] stream = Arrays.copyOf(Captures.bytes(CAPTURE), 300);
        byte[] image = image(ByteOrder.LITTLE_ENDIAN, 2, XML.length, 5, TestCompression.ZSTD.compress(stream));
        for (int length = 0; length < image.length; length++) {
            InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, Arrays.copyOf(image, length));
            assertEquals(ReadOutcome.DAMAGED, inspection.outcome(), "truncated to " + length);
        }
        for (int bit = 0; bit < 8 * LibvirtSaveHeader.LENGTH; bit++) {
            byte[] damaged = image.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertNotNull(InspectionResult.of(InspectionResult.PLAIN, damaged).outcome());
        }
    }

    /** libvirt writes the final mark last, so the stream in an unfinished image can be whole, truncated or damaged. */
    @ParameterizedTest
    @CsvSource({"0, NONE", "2, BZIP2", "5, ZSTD"})
    void unfinishedImage_isReadAndHasError(int compressed, String format) throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        byte[] content =
                format.equals("NONE") ? stream : TestCompression.valueOf(format).compress(stream);
        byte[] finished = image(ByteOrder.LITTLE_ENDIAN, 2, XML.length, compressed, content);
        for (byte[] image : List.of(finished, Arrays.copyOf(finished, finished.length - 600))) {
            byte[] unfinished = image.clone();
            System.arraycopy("Part".getBytes(StandardCharsets.US_ASCII), 0, unfinished, 12, 4);
            Path file = Files.write(folder.resolve("finished"), image);
            InspectionResult expected = inspect(file);
            for (InspectionResult found : List.of(
                    inspect(Files.write(folder.resolve("unfinished"), unfinished)),
                    InspectionResult.of(InspectionResult.DIGEST, TestCompression.ZSTD.compress(unfinished)))) {
                assertEquals(expected.outcome(), found.outcome());
                assertEquals("ERROR", found.finding("input.libvirt-unfinished").get("severity"));
            }
            InspectionResult found = inspect(folder.resolve("unfinished"));
            assertEquals(
                    expected.codes(),
                    found.codes().stream()
                            .filter(code -> !code.equals("input.libvirt-unfinished"))
                            .toList());
            assertEquals(expected.json().get("sections"), found.json().get("sections"));
        }
    }

    /** libvirt reads both texts up to the first byte 0, and refuses the image if one of them is not XML. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "EMPTY", textBlock = """
                    EMPTY                                    | <cookie/>   | false
                    <domain type='kvm'></domain>             | EMPTY       | false
                    <domain type='kvm'>                      | <cookie/>   | false
                    <domain type='kvm'></domain>             | <cookie>    | false
                    <domain type='kvm'></domain>             | <cake/>     | false
                    <domainsnapshot></domainsnapshot>        | <cookie/>   | false
                    domain                                   | <cookie/>   | false
                    <domain type='kvm'></domain>             | <cookie/>   | true
                    <?xml version='1.0'?><!-- > --><domain/> | <cookie/>   | true
                    <domain></domain >                       | <cookie>  </cookie\t> | true
                    <domain></domain><?a b?>                 | <cookie/><!-- x --> | true
                    <!DOCTYPE domain [<!ENTITY a "b">]><domain></domain> | <cookie/> | true
                    <domain></domains >                      | <cookie/>   | false
                    <!ENTITY a "b"><domain></domain>         | <cookie/>   | false
                    """)
    void damagedXml_isReported(String domain, String cookie, boolean valid) throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        for (String compressed : List.of("NONE", "ZSTD")) {
            boolean packed = compressed.equals("ZSTD");
            byte[] content = packed ? TestCompression.ZSTD.compress(stream) : stream;
            byte[] image =
                    imageWithXml(domain == null ? "" : domain, cookie == null ? "" : cookie, packed ? 5 : 0, content);
            for (InspectionResult inspection : List.of(
                    InspectionResult.of(InspectionResult.PLAIN, image),
                    InspectionResult.of(InspectionResult.PLAIN, TestCompression.ZSTD.compress(image)),
                    inspect(Files.write(folder.resolve("image"), image)))) {
                assertEquals(valid, !inspection.codes().contains("input.libvirt-xml"), inspection.text());
                assertEquals(ReadOutcome.COMPLETE, inspection.outcome());
            }
        }
    }

    /** Of a long text, only the start is read. */
    @Test
    void longXml_isNotRefused() throws IOException {
        String domain = "<domain>" + "<!-- x -->".repeat(1 << 17) + "</domain>";
        byte[] image = imageWithXml(domain, "<cookie/>", 0, Captures.bytes(CAPTURE));
        assertEquals(
                false,
                InspectionResult.of(InspectionResult.PLAIN, image).codes().contains("input.libvirt-xml"));
    }

    /** The bytes that are read end in the name of the root element or in a DOCTYPE. */
    @ParameterizedTest
    @CsvSource({
        "<domain></domain>, true",
        "<!DOCTYPE domain []><domain></domain>, true",
        "<something></something>, false"
    })
    void longProlog_isNotRefused(String rest, boolean valid) throws IOException {
        for (int read = 0; read < 12; read++) {
            String domain = "<!--" + "x".repeat((1 << 20) - read - "<!---->".length()) + "-->" + rest;
            byte[] image = imageWithXml(domain, "<cookie/>", 0, Captures.bytes(CAPTURE));
            List<String> codes =
                    InspectionResult.of(InspectionResult.PLAIN, image).codes();
            assertEquals(valid || read < 9, !codes.contains("input.libvirt-xml"), rest + " " + read);
        }
    }

    private static byte[] imageWithXml(String domain, String cookie, int compressed, byte[] content) {
        byte[] xml = (domain + '\0' + cookie + "\0".repeat(64)).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer header = ByteBuffer.allocate(LibvirtSaveHeader.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        header.put("LibvirtQemudSave".getBytes(StandardCharsets.US_ASCII));
        header.putInt(2).putInt(xml.length).putInt(1).putInt(compressed).putInt(domain.length() + 1);
        return TestCompression.concat(header.array(), xml, content);
    }

    private static InspectionResult inspect(Path file) throws IOException {
        return InspectionResult.of(InspectionResult.DIGEST, Input.open(file, OutputLimit.NONE), List.of());
    }

    private static byte[] image(ByteOrder order, int version, int dataLength, int compressed, byte[] content) {
        ByteBuffer header = ByteBuffer.allocate(LibvirtSaveHeader.LENGTH).order(order);
        header.put("LibvirtQemudSave".getBytes(StandardCharsets.US_ASCII));
        header.putInt(version).putInt(dataLength).putInt(1).putInt(compressed).putInt(COOKIE);
        return TestCompression.concat(header.array(), XML, content);
    }
}
