// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.device.SavedDevice;
import org.migstream.device.SavedDevices.DeviceDataListener;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Section;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigSamples;
import org.migstream.stream.VfioRecord.Tag;
import org.migstream.transfer.TransferException.UnreadableStreamException;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.OpenDevice.OpenFile;
import org.migstream.vfio.StateGoal;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.V1DeviceState;
import org.migstream.vfio.V1StateMachine;

/** A v1 driver gets one chunk for each record, from a file and from a pipe. */
class RecordBoundariesTest {
    private static final String IDSTR = "0000:00:01.0/vfio";
    private static final List<Integer> PRE_COPY_LENGTHS = List.of(24, 1, 70_000);
    private static final List<Integer> STOP_COPY_LENGTHS = List.of(100, (1 << 20) + 5, 7);

    private final byte[] state = new byte[1_200_000];
    private final RecordingDevice device = new RecordingDevice();
    private InspectionHook afterInspection = () -> {};

    /** An action after gate 1. */
    private interface InspectionHook {
        void run() throws IOException;
    }

    @TempDir
    private Path directory;

    private byte[] buildStream() {
        new Random(7).nextBytes(state);
        StreamBuilder stream = new StreamBuilder().header().configuration().vfioSetup(50, IDSTR);
        int at = 0;
        for (int length : PRE_COPY_LENGTHS) {
            stream.continued(Section.Kind.PART, 50)
                    .vfioData(stateRange(at, length))
                    .vfioTag(Tag.END_OF_STATE)
                    .footer();
            at += length;
        }
        stream.continued(Section.Kind.END, 50);
        for (int length : STOP_COPY_LENGTHS) {
            stream.vfioData(stateRange(at, length));
            at += length;
        }
        // QEMU sends an empty record after the data of a v1 driver.
        stream.vfioData().vfioTag(Tag.END_OF_STATE).footer();
        return stream.full(50, IDSTR)
                .vfioConfig(VfioConfigSamples.layout(256, 0, false), VfioConfigSamples.body(256, 0, false))
                .footer()
                .endOfStream()
                .bytes();
    }

    private byte[] stateRange(int from, int length) {
        return Arrays.copyOfRange(state, from, from + length);
    }

    @Test
    void fileRestore_keepsRecordBoundaries() throws IOException {
        Path file = Files.write(directory.resolve("stream"), buildStream());
        restore(Input.open(file, OutputLimit.NONE), 0);
    }

    /** The format has no checksum of the device data: only the second SHA-256 finds the change. */
    @ParameterizedTest
    @ValueSource(ints = {0, 25, 60_000, 1_000_000})
    void changedFile_isDetected(int at) throws IOException {
        Path file = directory.resolve("stream");
        byte[] stream = buildStream();
        Files.write(file, stream);
        afterInspection = () -> {
            try (FileChannel changed = FileChannel.open(file, StandardOpenOption.WRITE)) {
                changed.write(ByteBuffer.wrap(new byte[] {(byte) ~state[at]}), streamOffsetOf(stream, at));
            }
        };
        assertTrue(assertThrows(UnreadableStreamException.class, () -> restore(Input.open(file, OutputLimit.NONE), 0))
                .getMessage()
                .contains("changed during the restore"));
    }

    /** Returns the offset of a state byte in the stream. */
    private int streamOffsetOf(byte[] stream, int at) {
        int length = 16;
        for (int offset = 0; offset < stream.length - length; offset++) {
            if (Arrays.equals(stream, offset, offset + length, state, at, at + length)) {
                return offset;
            }
        }
        throw new AssertionError("no record contains all 16 state bytes");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 24, 25, 50_000, 75_000, 1_000_000, 1 << 30})
    void pipeRestore_keepsRecordBoundaries(long keep) throws IOException {
        restore(Input.ofPipe("-", new ByteArrayInputStream(buildStream()), OutputLimit.NONE), keep);
    }

    private void restore(Input input, long keep) throws IOException {
        Plugins plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);
        InspectRequest request =
                new InspectRequest(false, false, false, null, new DecoderChoice(plugins, null, Map.of()), keep);
        DeviceName name = new DeviceName(IDSTR, "sim:v1@nowhere");
        RestoreTarget target =
                new RestoreTarget(new TransferDevice(name, this.device, new DeviceLog(name.device(), IDSTR, 0)), false);
        RecordChunk.Buffers buffers = new RecordChunk.Buffers();
        DeviceDataListener listener = new DeviceDataListener() {
            @Override
            public void deviceAdded(SavedDevice device) throws IOException {
                target.setSavedDevice(device);
            }

            @Override
            public void dataRecord(SavedDevice device, Section.Kind kind, long length, InputStream body)
                    throws IOException {
                if (!target.isStreamed()) {
                    target.setStreamed();
                    target.writeStoredState(buffers, RecordChunk.ByteListener.NONE);
                }
                target.writeRecord(kind, new RecordChunk(buffers, length, body, RecordChunk.ByteListener.NONE));
            }
        };
        try (StreamReport report = StreamInspector.inspect(input, List.of(), request, listener)) {
            assertEquals(ReadOutcome.COMPLETE, report.outcome());
            afterInspection.run();
            if (!target.isStreamed()) {
                target.writeStoredState(buffers, RecordChunk.ByteListener.NONE);
            }
        }
        List<Integer> lengths = new ArrayList<>(PRE_COPY_LENGTHS);
        lengths.addAll(STOP_COPY_LENGTHS);
        assertEquals(lengths, this.device.lengths);
        assertArrayEquals(
                stateRange(0, lengths.stream().mapToInt(Integer::intValue).sum()), this.device.bytes.toByteArray());
    }

    /** A device that accepts all data. */
    private static final class RecordingDevice implements MigrationDevice {
        private final List<Integer> lengths = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public StateMachine<?> stateMachine() {
            return new V1StateMachine(false, V1StateMachine.DEFAULT_PRECEDENCE);
        }

        @Override
        public Optional<String> decoderName() {
            return null;
        }

        @Override
        public List<OpenFile> files() {
            throw new AssertionError();
        }

        @Override
        public DeviceConfiguration readConfiguration() {
            throw new AssertionError();
        }

        @Override
        public void writeConfiguration(DeviceConfiguration configuration) {
            throw new AssertionError();
        }

        @Override
        public MigrationState state() {
            return new V1DeviceState(4);
        }

        @Override
        public Optional<StateChange> nextRequest(StateGoal goal, Collection<StateChange> refused) {
            throw new AssertionError();
        }

        @Override
        public PreCopyInfo preCopyInfo() {
            throw new AssertionError();
        }

        @Override
        public OptionalLong stopCopyLength() {
            return OptionalLong.empty();
        }

        @Override
        public Optional<Chunk> read() {
            throw new AssertionError();
        }

        @Override
        public void write(Chunk chunk) throws IOException {
            lengths.add((int) chunk.length());
            for (ByteBuffer next; (next = chunk.next()).hasRemaining(); ) {
                byte[] copy = new byte[next.remaining()];
                next.get(copy);
                bytes.write(copy);
            }
        }

        @Override
        public void reset() {
            throw new AssertionError();
        }

        @Override
        public void close() {}
    }
}
