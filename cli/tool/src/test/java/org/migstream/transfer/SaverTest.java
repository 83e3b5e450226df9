// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectionResult;
import org.migstream.io.OutputFile;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.profile.SavedProfiles;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;
import org.migstream.stream.Element;
import org.migstream.stream.ReadResult;
import org.migstream.stream.Section;
import org.migstream.stream.VfioRecord;
import org.migstream.transfer.SaveRequest.PreCopyLimits;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.simulated.SimulatedDevices;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SaverTest {
    private static final String[] KINDS = {
        "mtty,scr0=0x41", "hisi_acc", "mlx5", "bulk,size=64K", "v1", "v1,features=NDMA"
    };

    @TempDir
    private Path directory;

    private String device(String kind, String file) {
        return "sim:" + kind + "@" + directory.resolve(file);
    }

    private String[] threeDevices(String first) {
        return new String[] {device(first, "a"), device("mtty", "b"), device("bulk,size=2M", "c")};
    }

    static String[] kinds() {
        return KINDS;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void repeatedSave_givesSameStream(String kind) throws IOException {
        assertArrayEquals(SaveResult.save(device(kind, "a")).stream(), SaveResult.save(device(kind, "a")).stream());
        assertArrayEquals(SaveResult.save(threeDevices(kind)).stream(), SaveResult.save(threeDevices(kind)).stream());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void savedStream_hasNoFindings(String kind) throws IOException {
        for (String[] devices : List.of(new String[] {device(kind, "a")}, threeDevices(kind))) {
            for (PreCopyLimits limits : Arrays.asList(SaveResult.LIMITS, new PreCopyLimits(30, 0), null)) {
                SaveResult saved = SaveResult.save(SaveResult.request(Compression.NONE, limits, false, devices));
                InspectionResult inspection =
                        InspectionResult.of(InspectionResult.request(false, false, true, null), saved.stream());
                assertEquals(ReadOutcome.COMPLETE, inspection.outcome());
                assertEquals(List.of(), inspection.codes());
                assertEquals(devices.length, inspection.list("vfioDevices").size());
                assertEquals(saved.stream().length, saved.report().streamBytes());
                for (int i = 0; i < devices.length; i++) {
                    assertEquals("RUNNING", saved.report().devices().get(i).finalState());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ZSTD", "LZ4"})
    void compressedStream_decompressesToSameBytes(Compression compression) throws IOException {
        for (String[] devices : List.of(new String[] {device("mlx5", "one")}, threeDevices("v1"))) {
            byte[] plain = SaveResult.save(devices).stream();
            byte[] compressed =
                    SaveResult.save(SaveResult.request(compression, SaveResult.LIMITS, false, devices)).stream();
            try (Input input = Input.ofPipe("compressed", new ByteArrayInputStream(compressed), OutputLimit.NONE)) {
                byte[] decompressed = new byte[plain.length + 1];
                int length = 0;
                for (int count;
                        (count = input.source().read(decompressed, length, decompressed.length - length)) > 0; ) {
                    length += count;
                }
                assertArrayEquals(plain, Arrays.copyOf(decompressed, length));
                assertEquals(
                        devices.length,
                        SavedProfiles.read(input.metadata().orElseThrow())
                                .devices()
                                .size());
            }
        }
    }

    @Test
    void fileOutput_equalsMemoryOutput() throws IOException {
        Path file = directory.resolve("stream");
        new Saver(
                        SaveResult.request(Compression.NONE, SaveResult.LIMITS, false, threeDevices("mlx5")),
                        file.toString(),
                        () -> OutputFile.create(file))
                .run();
        assertArrayEquals(SaveResult.save(threeDevices("mlx5")).stream(), Files.readAllBytes(file));
    }

    /** A record of a device: its section kind, its tag and its data. */
    private record StreamRecord(Section.Kind section, VfioRecord.Tag tag, ByteBuffer body) {}

    private static List<StreamRecord> records(byte[] stream, String idstr) throws IOException {
        List<StreamRecord> records = new ArrayList<>();
        Section section = null;
        for (Element element : ReadResult.of(stream).elements()) {
            if (element instanceof Section opened) {
                section = opened;
            } else if (element instanceof VfioRecord record
                    && section.key().idstr().equals(idstr)) {
                records.add(new StreamRecord(
                        section.kind(),
                        record.tag(),
                        ByteBuffer.wrap(stream, (int) record.bodyOffset(), (int) record.bodyLength())
                                .slice()));
            }
        }
        return records;
    }

    /** A simulated device gives the same records as the kernel's device has given to QEMU. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "q35-two-uarts.qevm 0000:00:01.0/vfio RUNNING",
                "pc-two-devices-paused.qevm 0000:00:02.0/vfio STOP"
            })
    void savedRecords_equalQemuRecording(String captureAndDevice) throws IOException {
        String[] words = captureAndDevice.split(" ");
        List<StreamRecord> real = records(Captures.bytes(words[0]), words[1]);
        loadRecords(device("mtty", "a"), real, words[2].equals("RUNNING"));
        SaveResult saved = SaveResult.save(words[1] + "=" + device("mtty", "a"));
        // QEMU also sends empty rounds.
        List<StreamRecord> expected = new ArrayList<>(real);
        for (int i = expected.size() - 1; i > 0; i--) {
            if (expected.get(i).section() == Section.Kind.PART
                    && expected.get(i).tag() == VfioRecord.Tag.END_OF_STATE
                    && expected.get(i - 1).tag() == VfioRecord.Tag.END_OF_STATE) {
                expected.remove(i);
            }
        }
        assertEquals(expected, records(saved.stream(), words[1]));
        assertEquals(words[2], saved.device().finalState());
    }

    private static void loadRecords(String device, List<StreamRecord> records, boolean run) throws IOException {
        try (MigrationDevice target = MigrationDevice.of(SimulatedDevices.open(device.substring("sim:".length())))) {
            target.enter(DeviceActivity.STOPPED, DataPhase.RESUMING, state -> {});
            for (StreamRecord record : records) {
                if (record.tag() == VfioRecord.Tag.DEV_DATA_STATE) {
                    target.write(new ReplayChunk(record.body().duplicate()));
                } else if (record.tag() == VfioRecord.Tag.DEV_CONFIG_STATE) {
                    byte[] space = new byte[ConfigSpace.EXPRESS_SIZE];
                    record.body().get(Integer.BYTES, space);
                    target.writeConfiguration(new DeviceConfiguration(new ConfigSpace(space), MsixTable.EMPTY));
                }
            }
            target.enter(run ? DeviceActivity.RUNNING : DeviceActivity.STOPPED, DataPhase.NONE, state -> {});
        }
    }

    private record ReplayChunk(ByteBuffer bytes) implements Chunk {
        @Override
        public long length() {
            return bytes.capacity();
        }

        @Override
        public ByteBuffer next() {
            return bytes;
        }
    }

    @Test
    void devices_returnToInitialState() throws IOException {
        String device = device("mtty", "a");
        assertEquals(
                List.of("RUNNING", "PRE_COPY", "PRE_COPY_P2P", "STOP_COPY", "STOP", "RUNNING_P2P", "RUNNING"),
                SaveResult.save(device).states());
        SaveResult stopped = SaveResult.save(SaveResult.request(Compression.NONE, SaveResult.LIMITS, true, device));
        assertEquals(List.of("RUNNING", "PRE_COPY", "PRE_COPY_P2P", "STOP_COPY", "STOP"), stopped.states());
        assertEquals("STOP", stopped.device().finalState());
        SaveResult again = SaveResult.save(device);
        assertEquals(List.of("STOP", "STOP_COPY", "STOP"), again.states());
        assertEquals("STOP", again.device().finalState());
        assertArrayEquals(
                SaveResult.save(SaveResult.request(Compression.NONE, null, false, device)).stream(), again.stream());
    }

    @Test
    void deviceInError_isRefusedAndUnchanged() throws IOException {
        String device = device("mtty", "a");
        assertEquals("RUNNING", SaveResult.save(device).device().finalState());
        try (MigrationDevice failing = MigrationDevice.of(SimulatedDevices.open(
                device("mtty,fail=STOP..STOP_COPY:EIO:ERROR", "a").substring("sim:".length())))) {
            assertThrows(
                    IOException.class, () -> failing.enter(DeviceActivity.STOPPED, DataPhase.STOP_COPY, state -> {}));
        }
        SaveResult.MemoryOutput output = new SaveResult.MemoryOutput();
        Saver saver =
                new Saver(SaveResult.request(Compression.NONE, SaveResult.LIMITS, false, device), "x", () -> output);
        assertEquals(
                device + ": the device is in ERROR; reset it first (its state is lost); left in ERROR",
                assertThrows(DeviceFailureException.class, saver::run).getMessage());
        assertEquals(0, output.bytes.size());
        assertFalse(output.committed);
    }

    @Test
    void openFailure_leavesOtherDevicesUnchanged() throws IOException {
        Files.writeString(directory.resolve("b"), "something else");
        Saver saver = new Saver(
                SaveResult.request(
                        Compression.NONE, SaveResult.LIMITS, false, device("mtty", "a"), device("mtty", "b")),
                "x",
                () -> {
                    throw new AssertionError("the output was opened");
                });
        assertThrows(DeviceFailureException.class, saver::run);
        assertEquals(
                List.of("RUNNING"),
                saver.report().devices().get(0).states().stream()
                        .map(s -> s.state())
                        .toList());
    }

    /** The simulated devices throw an exception if DMA between them is lost. */
    @Test
    void p2pDevices_quiesceBeforeAnyStops() throws IOException {
        for (String kind : List.of("mtty", "mtty,features=STOP_COPY+P2P", "v1,features=NDMA")) {
            String file = kind.replaceAll("\\W", "");
            String to = directory.resolve(file + "b").toString();
            String back = directory.resolve(file + "a").toString();
            // The state file of a peer must exist.
            SaveResult.save(device(kind + ",dma=on", file + "a"), device(kind + ",dma=on", file + "b"));
            SaveResult saved = SaveResult.save(
                    device(kind + ",dma=on,peer=" + to, file + "a"), device(kind + ",dma=on,peer=" + back, file + "b"));
            assertEquals(List.of(), saved.report().warnings());
        }
    }

    @Test
    void deviceWithoutP2p_stopsFirst_andStartsFirst() throws IOException {
        SaveResult saved = SaveResult.save(device("mtty", "a"), device("hisi_acc", "b"));
        long quiesced = timeOfState(saved, 0, "PRE_COPY_P2P", 0);
        long stopped = timeOfState(saved, 1, "STOP_COPY", 0);
        assertTrue(
                quiesced < stopped && stopped < timeOfState(saved, 0, "STOP_COPY", 0),
                saved.report().toString());
        long answering = timeOfState(saved, 0, "RUNNING_P2P", 0);
        long running = timeOfState(saved, 1, "RUNNING", 1);
        assertTrue(
                answering < running && running < timeOfState(saved, 0, "RUNNING", 1),
                saved.report().toString());
        assertEquals(List.of(), saved.report().warnings());
        assertEquals(
                1,
                SaveResult.save(device("v1", "c"), device("hisi_acc", "b"))
                        .report()
                        .warnings()
                        .size());
    }

    private static long timeOfState(SaveResult saved, int device, String state, int index) {
        return saved.report().devices().get(device).states().stream()
                .filter(entered -> entered.state().equals(state))
                .skip(index)
                .findFirst()
                .orElseThrow()
                .time();
    }

    @Test
    void preCopy_endsAtLimits() throws IOException {
        assertEquals(0, preCopy("bulk,size=64K", null).rounds());
        assertEquals(1, preCopy("bulk,size=64K", SaveResult.LIMITS).rounds());
        assertEquals(
                4,
                preCopy("bulk,size=64K,dirty=100*3", new PreCopyLimits(30, 99)).rounds());
        assertEquals(
                1,
                preCopy("bulk,size=64K,dirty=100*3", new PreCopyLimits(30, 1000))
                        .rounds());
        assertEquals(
                2, preCopy("bulk,size=64K,dirty=100", new PreCopyLimits(2, 0)).rounds());
        // The device announces changes but never gives them.
        assertEquals(1, preCopy("mtty,dirty=100", new PreCopyLimits(1000, 0)).rounds());
        for (String end : List.of("enomsg", "zero")) {
            assertEquals(
                    1,
                    preCopy("mtty,precopy-end=" + end, new PreCopyLimits(30, 0)).rounds());
        }
    }

    private DeviceTransfer preCopy(String kind, PreCopyLimits limits) throws IOException {
        SaveResult saved = SaveResult.save(
                SaveResult.request(Compression.NONE, limits, false, device(kind, kind.replaceAll("\\W.*", ""))));
        return saved.device();
    }

    @Test
    void v1Chunks_areWrittenAsWholeRecords() throws IOException {
        List<Long> pieces = new ArrayList<>();
        try (MigrationDevice device =
                MigrationDevice.of(SimulatedDevices.open(device("v1", "a").substring("sim:".length())))) {
            device.enter(DeviceActivity.STOPPED, DataPhase.STOP_COPY, state -> {});
            for (Optional<Chunk> chunk; (chunk = device.read()).isPresent(); ) {
                pieces.add(chunk.get().length());
                while (chunk.get().next().hasRemaining()) {}
            }
        }
        List<StreamRecord> records = records(
                SaveResult.save(SaveResult.request(Compression.NONE, null, false, device("v1", "a"))).stream(),
                "0000:00:01.0/vfio");
        assertEquals(
                pieces,
                records.stream()
                        .filter(record -> record.tag() == VfioRecord.Tag.DEV_DATA_STATE)
                        .map(record -> (long) record.body().capacity())
                        .toList());
    }
}
