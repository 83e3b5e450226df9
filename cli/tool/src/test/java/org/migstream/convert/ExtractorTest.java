// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;
import org.migstream.vmstate.StreamWithVmDescription;

class ExtractorTest {
    /** SHA-256 of bios-256k.bin in Debian's seabios 1.16.3-2, the firmware of all these machines. */
    private static final String FIRMWARE = "fc6d2ea888862e6b26d53fb877ab712324726eb8f44eb6baf076c64a31f1c3fb";

    private static final String PLAIN = "q35-two-uarts.qevm";
    private static final String UARTS = "0000:00:01.0/vfio";

    @TempDir
    private Path directory;

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[][] stream(String capture) throws IOException {
        List<byte[]> files = new ArrayList<>();
        files.add(Captures.bytes(capture));
        if (capture.endsWith(".chan0") && capture.contains("multifd")) {
            for (String name : Captures.names().toList()) {
                if (name.startsWith(capture.replace("chan0", "chan")) && !name.equals(capture)) {
                    files.add(Captures.bytes(name));
                }
            }
        }
        return files.toArray(new byte[0][]);
    }

    private static byte[] extract(Part part, String name, byte[]... files) throws IOException {
        return TestConversions.extractFromPipe(part, name, files[0], Arrays.copyOfRange(files, 1, files.length));
    }

    /** All formats of guest memory give the same image. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                PLAIN,
                "pc-two-devices-paused.qevm",
                "q35-mapped-ram.qevm",
                "multifd-two-channels.chan0",
                "switchover-ack.chan0",
                "options/multifd-zstd.chan0",
                "options/q35-xbzrle.qevm",
                "lab/q35-six-multifd4.chan0"
            })
    void ramBlock_matchesFirmwareDigest(String capture) throws IOException, NoSuchAlgorithmException {
        assertEquals(FIRMWARE, sha256(extract(Part.RAM, "pc.bios", stream(capture))));
        if (!capture.contains("multifd")) {
            byte[] file = TestConversions.extractFromFile(directory, Part.RAM, "pc.bios", Captures.bytes(capture));
            assertEquals(FIRMWARE, sha256(file));
        }
    }

    static Stream<String> capturesWithVmDesc() throws IOException {
        return ConvertPropertiesTest.mainStreamCaptures()
                .filter(name -> !name.startsWith("targets") && !name.contains("bare"));
    }

    /** A device extracted alone equals the same device in the original stream. */
    @ParameterizedTest
    @MethodSource("capturesWithVmDesc")
    void singleDeviceStream_isComplete_andMatchesOriginal(String capture) throws IOException, NoSuchAlgorithmException {
        byte[][] files = stream(capture);
        InspectionResult all =
                InspectionResult.of(InspectionResult.DIGEST, files[0], Arrays.copyOfRange(files, 1, files.length));
        for (Map<String, Object> device : all.list("vfioDevices")) {
            String idstr = (String) device.get("idstr");
            byte[] alone = extract(Part.STREAM, idstr, files);
            InspectionResult found = InspectionResult.of(InspectionResult.DIGEST, alone);
            assertEquals(ReadOutcome.COMPLETE, found.outcome());
            Map<String, Object> same = found.list("vfioDevices").get(0);
            for (String member : List.of("idstr", "data", "preCopy", "stopCopy", "config", "decoder")) {
                assertEquals(withoutPlaces(device.get(member)), withoutPlaces(same.get(member)), member);
            }
            assertEquals(1, found.list("vfioDevices").size());
            byte[] data = extract(Part.DATA, idstr, files);
            assertEquals(InspectionResult.object(device.get("data")).get("sha256"), sha256(data));
            assertArrayEquals(data, TestConversions.extractFromPipe(Part.DATA, null, alone));
            byte[] space = extract(Part.CONFIG, idstr, files);
            assertEquals(
                    ((Number) InspectionResult.object(device.get("config")).get("spaceBytes")).intValue(),
                    space.length);
            assertArrayEquals(space, TestConversions.extractFromPipe(Part.CONFIG, idstr, alone));
        }
    }

    /** Returns a part of a document without the places of findings in the stream, which differ. */
    private static @Nullable Object withoutPlaces(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(ExtractorTest::withoutPlaces).toList();
        }
        if (value instanceof Map<?, ?> members) {
            Map<Object, Object> kept = new LinkedHashMap<>();
            members.forEach((name, member) -> kept.put(name, withoutPlaces(member)));
            kept.keySet().removeAll(List.of("streamOffset", "channel"));
            return kept;
        }
        return value;
    }

    @Test
    void fileAndPipe_giveSameOutput() throws IOException {
        byte[] stream = Captures.bytes(PLAIN);
        for (Part part : List.of(Part.STREAM, Part.DATA, Part.CONFIG)) {
            assertArrayEquals(
                    TestConversions.extractFromPipe(part, UARTS, stream),
                    TestConversions.extractFromFile(directory, part, null, stream));
        }
        assertArrayEquals(
                TestConversions.extractFromPipe(Part.RAM, "pc.ram", stream),
                TestConversions.extractFromFile(directory, Part.RAM, "pc.ram", stream));
    }

    @Test
    void vmDesc_isOriginalJson() throws IOException {
        byte[] stream = Captures.bytes(PLAIN);
        assertArrayEquals(
                StreamWithVmDescription.json(stream), TestConversions.extractFromPipe(Part.VMDESC, null, stream));
    }

    @Test
    void missingPart_isReportedWithCode() throws IOException {
        byte[] two = Captures.bytes("pc-two-devices-paused.qevm");
        assertRejected("vfio.several-devices", "0000:00:03.0/vfio", Part.STREAM, null, two);
        assertRejected("vfio.no-such-device", "0000:00:03.0/vfio", Part.DATA, "x", two);
        assertRejected("convert.no-such-block", "pc.bios", Part.RAM, "pc.rum", two);
        assertRejected(
                "multifd.channels-needed",
                "--channel",
                Part.STREAM,
                null,
                Captures.bytes("multifd-two-channels.chan0"));
        assertRejected(
                "multifd.channels-needed",
                "--channel",
                Part.RAM,
                "pc.ram",
                Captures.bytes("multifd-two-channels.chan0"));
        assertRejected(
                "vfio.no-such-device", "no VFIO device", Part.DATA, null, Captures.bytes("targets/arm-stellaris.qevm"));
        assertRejected(
                "convert.no-such-part", "does not contain", Part.VMDESC, null, Captures.bytes("options/q35-bare.qevm"));
        assertRejected("stream.truncated", "", Part.DATA, null, Captures.bytes("truncated-by-crash.qevm"));
        assertRejected("convert.no-main", "", Part.DATA, null, Captures.bytes("multifd-two-channels.chan1"));
        assertRejected("UNKNOWN_FORMAT", "", Part.DATA, null, "what".getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertRejected(String code, String message, Part part, String name, byte[] stream) {
        ConversionException rejection =
                assertThrows(ConversionException.class, () -> TestConversions.extractFromPipe(part, name, stream));
        assertEquals(code, rejection.reason().finding().code());
        assertTrue(rejection.getMessage().contains(message), rejection.getMessage());
    }
}
