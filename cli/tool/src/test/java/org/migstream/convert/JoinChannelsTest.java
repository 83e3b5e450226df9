// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;

/** Joins recorded channels: memory and devices equal those of the separate recordings. */
class JoinChannelsTest {
    @TempDir
    private Path directory;

    private static byte[][] channels(String name, int count) throws IOException {
        byte[][] channels = new byte[count][];
        for (int i = 0; i < count; i++) {
            channels[i] = Captures.bytes(name + ".chan" + (i + 1));
        }
        return channels;
    }

    private static List<Object> devices(InspectionResult inspection) {
        return inspection.list("vfioDevices").stream()
                .<Object>map(device -> Arrays.asList(
                        device.get("idstr"),
                        device.get("data"),
                        device.get("preCopy"),
                        device.get("stopCopy"),
                        device.get("config")))
                .toList();
    }

    private void assertJoins(String name, int count) throws IOException {
        byte[] main = Captures.bytes(name + ".chan0");
        byte[][] channels = channels(name, count);
        byte[] joined = TestConversions.convertPipe(ConvertRequest.COPY, main, channels);
        assertArrayEquals(joined, TestConversions.convertFile(directory, ConvertRequest.COPY, main, channels));
        InspectionResult separate = InspectionResult.of(InspectionResult.DIGEST, main, channels);
        InspectionResult ofJoined = InspectionResult.of(InspectionResult.DIGEST, joined);
        assertEquals(devices(separate), devices(ofJoined));
        assertEquals(ReadOutcome.COMPLETE, ofJoined.outcome());
        for (Map<String, Object> block : blocks(ofJoined)) {
            String blockName = (String) block.get("name");
            assertArrayEquals(
                    TestConversions.extractFromPipe(Part.RAM, blockName, main, channels),
                    TestConversions.extractFromPipe(Part.RAM, blockName, joined),
                    blockName);
        }
    }

    private static List<Map<String, Object>> blocks(InspectionResult inspection) {
        Map<String, Object> ram = InspectionResult.object(inspection.json().get("ram"));
        return ((List<?>) ram.get("blocks"))
                .stream().map(InspectionResult::object).toList();
    }

    @Test
    void pagesAndOneDevice_areJoined() throws IOException {
        assertJoins("multifd-two-channels", 2);
    }

    @Test
    void unorderedPacketsOfSevenDevices_areJoined() throws IOException {
        assertJoins("lab/q35-six-multifd4", 4);
    }

    @Test
    void compressedPages_areJoined() throws IOException {
        assertJoins("options/multifd-zstd", 2);
    }

    @Test
    void channelOrder_doesNotChangeOutput() throws IOException {
        byte[] main = Captures.bytes("multifd-two-channels.chan0");
        byte[][] channels = channels("multifd-two-channels", 2);
        assertArrayEquals(
                TestConversions.convertPipe(ConvertRequest.COPY, main, channels[0], channels[1]),
                TestConversions.convertPipe(ConvertRequest.COPY, main, channels[1], channels[0]));
    }

    @Test
    void stripRam_givesSameOutputBeforeAndAfterJoin() throws IOException {
        byte[] main = Captures.bytes("multifd-two-channels.chan0");
        byte[][] channels = channels("multifd-two-channels", 2);
        byte[] stripped = TestConversions.convertPipe(TestConversions.strip(false), main, channels);
        assertArrayEquals(
                stripped,
                TestConversions.convertPipe(
                        TestConversions.strip(false),
                        TestConversions.convertPipe(ConvertRequest.COPY, main, channels)));
    }

    @Test
    void truncatedOrMissingChannel_isRejected() throws IOException {
        byte[] main = Captures.bytes("multifd-two-channels.chan0");
        byte[][] channels = channels("multifd-two-channels", 2);
        assertRejected(main, channels[0]);
        assertRejected(main, channels[1]);
        assertRejected(main, channels[1], channels[1]);
        assertRejected(main, channels[0], main);
        assertRejected(main, channels[0], Captures.bytes("options/multifd-zstd.chan2"));
        for (int length = 0; length < channels[1].length; length += channels[1].length / 30) {
            assertRejected(main, channels[0], Arrays.copyOf(channels[1], length));
        }
    }

    private void assertRejected(byte[] main, byte[]... channels) {
        assertThrows(ConversionException.class, () -> TestConversions.convertPipe(ConvertRequest.COPY, main, channels));
    }
}
