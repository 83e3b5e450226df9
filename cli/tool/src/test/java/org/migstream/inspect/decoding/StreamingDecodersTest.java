// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.InspectionResult;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigSamples;
import org.migstream.stream.VfioRecord.Tag;

/** Decodes states that exceed the limit of kept bytes. The result must be the same as for states that are kept. */
class StreamingDecodersTest {
    private static final Path LAB = Path.of("samples/streams/lab");
    private static final Path VIRTIO = Path.of("samples/vendor-cases/virtio/valid-stopcopy-a.bin");
    private static final String DEVICE = "0000:00:01.0/vfio";

    private static InspectRequest requestWithKeepLimit(long bytes, Map<String, String> decoders) {
        return new InspectRequest(
                false,
                false,
                false,
                null,
                new DecoderChoice(InspectionResult.PLAIN.decoderChoice().plugins(), null, decoders),
                bytes);
    }

    private static InspectionResult inspect(String name, InspectRequest request) throws IOException {
        return InspectionResult.of(request, Input.open(LAB.resolve(name), OutputLimit.NONE), List.of());
    }

    /** Returns the decoded states in the report. */
    private static List<Object> decoded(InspectionResult inspection) {
        List<Object> decoded = new ArrayList<>();
        for (Map<String, Object> device : inspection.list("vfioDevices")) {
            Map<String, Object> decoder = InspectionResult.object(device.get("decoder"));
            if (decoder != null && !"pds".equals(decoder.get("name"))) {
                decoded.add(Map.of("idstr", device.get("idstr"), "decoder", decoder));
            }
        }
        return decoded;
    }

    @ParameterizedTest
    @CsvSource({
        "q35-hisi-notready.qevm.zst, 1",
        "q35-hisi-v1.qevm.zst, 1",
        "q35-mixed.qevm.zst, 4",
        "q35-six-damaged.qevm.zst, 5",
        "q35-six-plain.qevm.zst, 6"
    })
    void decodedStates_areEqualForEveryKeepLimit(String capture, int devices) throws IOException {
        List<Object> expected = decoded(inspect(capture, InspectionResult.PLAIN));
        assertEquals(devices, expected.size());
        for (long keep : new long[] {0, 1, 64, 100, 100_000}) {
            InspectionResult limited = inspect(capture, requestWithKeepLimit(keep, Map.of()));
            assertEquals(withoutLost(expected, limited), decoded(limited), () -> "--keep " + keep);
        }
    }

    /** Removes the devices that the first bytes of their damaged states do not identify; a finding reports them. */
    private static List<Object> withoutLost(List<Object> expected, InspectionResult limited) {
        List<Object> lost = limited.list("findings").stream()
                .filter(finding -> "plugin.not-kept".equals(finding.get("code")))
                .map(finding -> finding.get("section"))
                .toList();
        return expected.stream()
                .filter(device -> !lost.contains(((Map<?, ?>) device).get("idstr")))
                .toList();
    }

    @Test
    void stateUnknownByHead_isDecodedOnlyWithDecoderOption() throws IOException {
        String pds = "0000:00:06.0/vfio";
        InspectionResult lost = inspect("q35-six-plain.qevm.zst", requestWithKeepLimit(0, Map.of()));
        assertEquals(pds, lost.finding("plugin.not-kept").get("section"));
        assertTrue(lost.text().contains("not decoded: it exceeds the limit of kept bytes"), lost.text());
        InspectionResult chosen = inspect("q35-six-plain.qevm.zst", requestWithKeepLimit(0, Map.of(pds, "pds")));
        assertFalse(chosen.codes().contains("plugin.not-kept"));
        assertEquals(
                7,
                chosen.list("vfioDevices").stream()
                        .filter(device -> device.get("decoder") != null)
                        .count());
    }

    @Test
    void multifdStateOverKeepLimit_isNotDecoded() throws IOException {
        List<Input> channels = new ArrayList<>();
        for (int i = 1; i < 5; i++) {
            channels.add(Input.open(LAB.resolve("q35-six-multifd4.chan" + i + ".zst"), OutputLimit.NONE));
        }
        Input main = Input.open(LAB.resolve("q35-six-multifd4.chan0.zst"), OutputLimit.NONE);
        InspectionResult lost = InspectionResult.of(requestWithKeepLimit(0, Map.of()), main, channels);
        assertTrue(lost.codes().contains("plugin.not-kept"));
        lost.list("vfioDevices").forEach(device -> assertNull(device.get("decoder")));
    }

    /**
     * Returns a stream with a device whose state is that of a virtio device and whose configuration is that of an mlx5
     * device.
     */
    private static byte[] virtioStateWithMlx5Config() throws IOException {
        byte[] config = VfioConfigSamples.body(256, 0, false, space -> {
            space[0] = (byte) 0xb3;
            space[1] = 0x15;
            space[2] = 0x1e;
            space[3] = 0x10;
        });
        return new StreamBuilder()
                .header()
                .configuration()
                .vfioSetup(7, DEVICE)
                .continued(Kind.END, 7)
                .vfioData(Files.readAllBytes(VIRTIO))
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .full(7, DEVICE)
                .vfioConfig(VfioConfigSamples.layout(256, 0, false), config)
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .endOfStream()
                .bytes();
    }

    private static Object decoder(InspectionResult inspection) {
        Object decoder = inspection.list("vfioDevices").get(0).get("decoder");
        assertNotNull(decoder, inspection.text());
        return InspectionResult.object(decoder).get("name");
    }

    @Test
    void decoderContradictedByPciId_isReported() throws IOException {
        byte[] stream = virtioStateWithMlx5Config();
        assertEquals("mlx5", decoder(InspectionResult.of(InspectionResult.PLAIN, stream)));
        InspectionResult wrong = InspectionResult.of(requestWithKeepLimit(0, Map.of()), stream);
        assertEquals("virtio", decoder(wrong));
        assertEquals(
                "virtio was chosen by the first bytes, but the device is 15b3:101e:"
                        + " choose a decoder with --decoder 0000:00:01.0/vfio=mlx5",
                wrong.finding("plugin.other-device").get("message"));
        for (String name : List.of("mlx5", "virtio")) {
            InspectionResult chosen = InspectionResult.of(requestWithKeepLimit(0, Map.of(DEVICE, name)), stream);
            assertEquals(name, decoder(chosen));
            assertFalse(chosen.codes().contains("plugin.other-device"));
        }
    }
}
