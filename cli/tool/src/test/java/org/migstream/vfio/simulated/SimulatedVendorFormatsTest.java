// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.InspectionResult;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.report.JsonTree;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionSizes;
import org.migstream.stream.VfioRecord;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.VfioException;

/** Simulated devices give and refuse the same data as the kernel's drivers. */
class SimulatedVendorFormatsTest {
    private static final Path CASES = Path.of("samples/vendor-cases");
    private static final Path STREAMS = Path.of("samples/streams");

    @TempDir
    Path folder;

    private String spec(String device) {
        return device + "@" + folder.resolve("device");
    }

    static Stream<Arguments> cases() throws IOException {
        Object cases = InspectionResult.object(JsonTree.parse(Files.readString(CASES.resolve("manifest.json"))))
                .get("cases");
        return ((List<?>) cases)
                .stream()
                        .map(InspectionResult::object)
                        .filter(it -> List.of("mtty", "hisi_acc", "mlx5").contains(it.get("vendor")))
                        .map(it -> Arguments.of(it.get("id"), it));
    }

    /** The manifest has the answers of the kernel's code, without the answers of mlx5's firmware to images. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void vendorState_isAcceptedOrRefusedAsByKernel(String id, Map<String, Object> state) throws IOException {
        byte[] bytes = Files.readAllBytes(CASES.resolve((String) state.get("file")));
        Map<String, Object> load = InspectionResult.object(state.get("kernel_load"));
        Map<String, Object> target = InspectionResult.object(load.get("target"));
        Object note = load.get("note");
        boolean image = state.get("vendor").equals("mlx5")
                && load.get("errno") == null
                && !note.toString().endsWith("loaded: 0");
        Object expected = image ? "EREMOTEIO" : load.get("errno");
        Object where = image ? "write" : load.get("where");
        String device =
                state.get("vendor") + (target.containsKey("nr_ports") ? ",ports=" + target.get("nr_ports") : "");
        try (MigrationDevice opened = SimulatedTransfers.open(spec(device))) {
            assertEquals(
                    where.equals("write") ? expected : null,
                    errno(() -> SimulatedTransfers.load(opened, List.of(bytes))));
            if (!where.equals("write")) {
                Object atTheExit = errno(() -> SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.NONE));
                assertEquals(expected, atTheExit);
            }
        }
    }

    private interface Step {
        void take() throws IOException;
    }

    private static String errno(Step step) throws IOException {
        try {
            step.take();
            return null;
        } catch (VfioException e) {
            return e.errno().orElseThrow().name();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mtty; mtty; OK",
                "mtty,ports=1,scr0=0x5a; mtty; OK",
                "hisi-acc; hisi_acc; OK",
                "hisi_acc,ready=no; hisi_acc; OK_NOT_READY",
                "hisi_acc,device=hpre,queues=3; hisi_acc; OK",
                "mlx5; mlx5; OK",
                "mlx5,size=70000,dirty=5000*3; mlx5; OK",
                "mlx5,size=70000,chunk=8K; mlx5; OK",
                "mlx5,size=70000,chunk=8K,features=STOP_COPY; mlx5; OK",
                "v1; v1; CHUNKS OK",
                "v1,size=1,chunk=4K; v1; CHUNKS OK",
                "v1,size=70000,chunk=100,id=7; v1; CHUNKS OK"
            })
    void savedState_hasNoPluginFindings(String device, String plugin, String codes) throws IOException {
        InspectionResult inspection = inspect(SimulatedTransfers.save(spec(device)));
        Map<String, Object> decoder =
                InspectionResult.object(inspection.list("vfioDevices").get(0).get("decoder"));
        assertEquals(plugin, decoder.get("name"));
        assertEquals("ok", decoder.get("verdict"));
        assertEquals(
                List.of(codes.split(" ")),
                ((List<?>) decoder.get("findings"))
                        .stream()
                                .map(finding -> InspectionResult.object(finding).get("code"))
                                .toList());
    }

    @Test
    void bulkState_matchesNoDecoder() throws IOException {
        InspectionResult inspection = inspect(SimulatedTransfers.save(spec("bulk")));
        assertEquals(List.of(), inspection.json().getOrDefault("vfioDevices", List.of()));
    }

    private static InspectionResult inspect(byte[] state) throws IOException {
        InspectRequest plain = InspectionResult.PLAIN;
        DecoderChoice choice = new DecoderChoice(plain.decoderChoice().plugins(), null, Map.of());
        return InspectionResult.of(new InspectRequest(false, false, false, null, choice, 1 << 24), state);
    }

    /** Returns the device data of a capture. */
    private static Map<String, ByteArrayOutputStream> readCapture(String name) throws IOException {
        Map<String, ByteArrayOutputStream> states = new HashMap<>();
        try (Input input = Input.open(STREAMS.resolve(name), OutputLimit.NONE)) {
            MigrationReader reader = MigrationReader.of(input.source(), SectionSizes.NONE);
            String section = null;
            for (Element element; (element = reader.next()) != null; ) {
                if (element instanceof Section head) {
                    section = head.key().idstr();
                } else if (element instanceof VfioRecord.Data) {
                    reader.body().transferTo(states.computeIfAbsent(section, it -> new ByteArrayOutputStream()));
                }
            }
        }
        return states;
    }

    @ParameterizedTest
    @CsvSource({
        "q35-two-uarts.qevm.zst, 0000:00:01.0/vfio, 2",
        "pc-two-devices-paused.qevm.zst, 0000:00:02.0/vfio, 2",
        "pc-two-devices-paused.qevm.zst, 0000:00:03.0/vfio, 1"
    })
    void capturedMttyState_isSavedUnchanged(String capture, String device, int ports) throws IOException {
        byte[] state = readCapture(capture).get(device).toByteArray();
        String target = spec("mtty,ports=" + ports);
        SimulatedTransfers.restore(target, List.of(state));
        assertArrayEquals(state, SimulatedTransfers.save(target));
    }

    /** With separate writes for pre-copy and stop-copy data, the old addresses return; the kernel does the same. */
    @Test
    void v1MagicAddresses_areRepaired_unlessWrittenLate() throws IOException {
        byte[] old = Files.readAllBytes(CASES.resolve("hisi_acc/valid-v1-a.bin"));
        SimulatedTransfers.restore(spec("hisi_acc"), List.of(old));
        byte[] repaired = SimulatedTransfers.save(spec("hisi_acc"));
        assertEquals(address(repaired, 68), address(repaired, 144));
        assertNotEquals(address(old, 144), address(repaired, 144));
        assertEquals(
                "ok",
                InspectionResult.object(
                                inspect(repaired).list("vfioDevices").get(0).get("decoder"))
                        .get("verdict"));
        SimulatedTransfers.restore(spec("hisi_acc"), SimulatedTransfers.split(old, 40));
        assertEquals(address(old, 144), address(SimulatedTransfers.save(spec("hisi_acc")), 144));
    }

    private static long address(byte[] state, int at) {
        return ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
    }

    @Test
    void headerOfOtherDevice_isRefusedWithEfault() throws IOException {
        byte[] state = SimulatedTransfers.save("hisi_acc@" + folder.resolve("source"));
        List<byte[]> header = List.of(Arrays.copyOf(state, 40));
        for (String other : List.of("queues=63", "isolation=1", "device=zip")) {
            String target = "hisi_acc," + other + "@" + folder.resolve(other.substring(0, 3));
            VfioException refused = assertThrows(VfioException.class, () -> SimulatedTransfers.restore(target, header));
            assertEquals("EFAULT", refused.errno().orElseThrow().name());
        }
    }
}
