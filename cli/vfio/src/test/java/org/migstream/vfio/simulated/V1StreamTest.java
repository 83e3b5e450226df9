// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.Errno;
import org.migstream.vfio.V1DeviceState;
import org.migstream.vfio.V1DeviceState.V1StateBit;
import org.migstream.vfio.VfioException;

/** The chunks that a v1 device produces and accepts, and the check when RESUMING is left. */
class V1StreamTest {
    private static final String DEVICE = "v1,size=1000,chunk=332";

    @TempDir
    Path folder;

    private byte[] content;
    private List<byte[]> saved;

    private String spec(String device, String name) {
        return device + "@" + folder.resolve(name);
    }

    @BeforeEach
    void saveChunks() throws IOException {
        saved = SimulatedTransfers.chunks(spec(DEVICE + ",fill=7", "source"));
        content = SimulatedTransfers.readContent(spec(DEVICE + ",fill=7", "source"));
    }

    private static V1Chunk.ChunkKind kind(byte[] chunk) {
        return V1Chunk.parse(ByteBuffer.wrap(chunk)).orElseThrow().kind();
    }

    private V1RegionClient resuming(String device) throws VfioException {
        V1RegionClient target = V1RegionClient.open(spec(device, "target"));
        target.requestState("RESUMING");
        return target;
    }

    private static void assertRefused(Errno errno, Executable call) {
        assertEquals(errno, assertThrows(VfioException.class, call).errno().orElseThrow());
    }

    /** Asserts that the target refuses the chunks written so far and stays in RESUMING. */
    private static void assertRefusedAtResumingExit(V1RegionClient target) throws VfioException {
        assertRefused(Errno.EINVAL, () -> target.requestState("0"));
        assertEquals("RESUMING", target.state().toString());
    }

    /** v1 requirement: each entry to SAVING without RUNNING writes a sequence header. */
    @Test
    void savingWithoutRunning_startsWithSequenceHeader() throws IOException {
        try (V1RegionClient source = V1RegionClient.open(spec(DEVICE, "source"))) {
            List<V1Chunk.ChunkKind> kinds = new ArrayList<>();
            for (String state : List.of("SAVING|RUNNING", "SAVING", "SAVING|RUNNING", "SAVING")) {
                source.requestState(state);
                source.chunks().forEach(chunk -> kinds.add(kind(chunk)));
            }
            assertEquals(
                    "[IDENTITY, PREVIEW, PREVIEW, PREVIEW, PREVIEW, "
                            + "SEQUENCE, DATA, DATA, DATA, DATA, END, SEQUENCE, DATA, DATA, DATA, DATA, END]",
                    kinds.toString());
            source.requestState("RUNNING");
            source.requestState("SAVING");
            assertEquals(V1Chunk.ChunkKind.IDENTITY, kind(source.chunks().get(0)));
        }
    }

    /** v1 requirement: a new sequence header discards the chunks before it. */
    @Test
    void newSequenceHeader_discardsEarlierChunks() throws IOException {
        List<byte[]> stream = new ArrayList<>();
        byte[] last;
        try (V1RegionClient source = V1RegionClient.open(spec(DEVICE + ",dirty=100", "source"))) {
            source.requestState("SAVING");
            stream.addAll(source.chunks());
            source.requestState("SAVING|RUNNING");
            source.requestState("SAVING");
            stream.addAll(source.chunks());
            last = stream.remove(stream.size() - 1);
        }
        try (V1RegionClient target = resuming(DEVICE)) {
            target.writeChunks(stream);
            assertRefusedAtResumingExit(target);
            target.writeChunk(last);
            target.requestState("RUNNING");
        }
        byte[] now = SimulatedTransfers.readContent(spec(DEVICE, "source"));
        assertFalse(Arrays.equals(content, now));
        assertArrayEquals(now, SimulatedTransfers.readContent(spec(DEVICE, "target")));
    }

    /** v1 requirement: a header shows whether the target device matches, before any other chunk is accepted. */
    @Test
    void identityMismatch_isRefusedBeforeOtherChunks() throws IOException {
        for (String other : List.of("v1,size=1000,id=2", "v1,size=1001")) {
            try (V1RegionClient target = V1RegionClient.open(spec(other, "target" + other.length()))) {
                target.requestState("RESUMING");
                assertRefused(Errno.EFAULT, () -> target.writeChunk(saved.get(0)));
                assertThrows(IllegalStateException.class, () -> target.writeChunk(saved.get(1)));
            }
        }
        try (V1RegionClient target = resuming(DEVICE)) {
            assertRefused(Errno.EINVAL, () -> target.writeChunk(saved.get(1)));
        }
    }

    /**
     * v1 requirements: clearing RESUMING is the last check and may fail. A state must be complete, consistent and
     * valid before RESUMING is left. A failed exit may lead to ERROR or leave the device in RESUMING.
     */
    @Test
    void incompleteState_isRefusedWhenLeavingResuming() throws IOException {
        for (int given = 0; given < saved.size(); given++) {
            try (V1RegionClient target = resuming(DEVICE)) {
                target.writeChunks(saved.subList(0, given));
                assertRefusedAtResumingExit(target);
                assertRefused(Errno.EINVAL, () -> target.requestState("RUNNING"));
                target.device().reset();
                assertEquals("RUNNING", target.state().toString());
            }
        }
    }

    /** v1 requirement: after a failed exit from RESUMING the missing last chunk is accepted. */
    @Test
    void lastChunk_isAcceptedAfterFailedResumingExit() throws IOException {
        int last = saved.size() - 1;
        try (V1RegionClient target = resuming(DEVICE)) {
            target.writeChunks(saved.subList(0, last));
            assertRefusedAtResumingExit(target);
            target.writeChunk(saved.get(last));
            target.requestState("0");
            target.requestState("RUNNING");
        }
        assertArrayEquals(content, SimulatedTransfers.readContent(spec(DEVICE, "target")));
    }

    /** v1 requirement: setting RESUMING prepares the device for a stream and may reset it. */
    @Test
    void state_isAppliedOnlyWhenLeavingResuming() throws IOException {
        byte[] before = SimulatedTransfers.readContent(spec(DEVICE, "target"));
        try (V1RegionClient target = resuming(DEVICE)) {
            target.writeChunks(saved);
        }
        assertArrayEquals(before, SimulatedTransfers.readContent(spec(DEVICE, "target")));
    }

    /** v1 requirement: the data may contain headers and sequences that the driver defines. */
    @Test
    void mergedOrResizedChunks_areRefused() throws IOException {
        byte[] one = saved.get(0);
        byte[] other = saved.get(1);
        byte[] longer = Arrays.copyOf(one, one.length + 1);
        for (byte[] wrong : List.of(
                SimulatedTransfers.join(List.of(one, other)),
                longer,
                Arrays.copyOf(one, one.length - 1),
                new byte[1])) {
            try (V1RegionClient target = resuming(DEVICE)) {
                assertRefused(Errno.EINVAL, () -> target.writeChunk(wrong));
            }
        }
    }

    /** v1 requirement: a stream is accepted only if its chunks are in order. */
    @Test
    void reorderedChunks_areRefused() throws IOException {
        for (int i = 0; i < saved.size(); i++) {
            List<byte[]> swapped = new ArrayList<>(saved);
            swapped.add(i == 0 ? 1 : i - 1, swapped.remove(i));
            boolean ignored = kind(saved.get(i)) == V1Chunk.ChunkKind.PREVIEW
                    && kind(swapped.get(i)) == V1Chunk.ChunkKind.PREVIEW;
            try (V1RegionClient target = resuming(DEVICE)) {
                boolean accepted = true;
                try {
                    target.writeChunks(swapped);
                    target.requestState("0");
                } catch (VfioException e) {
                    accepted = false;
                }
                // The next sequence header discards a preview at any position.
                assertEquals(ignored || kind(saved.get(i)) == V1Chunk.ChunkKind.SEQUENCE, accepted, "chunk " + i);
            }
        }
    }

    /** v1 requirement: a stream may be an attack; no content of a stream damages the device. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 31})
    void damagedChunk_isRefused(int step) throws IOException {
        byte[] before = SimulatedTransfers.readContent(spec(DEVICE, "target"));
        for (int i = 0; i < saved.size(); i++) {
            for (int at = step; at < saved.get(i).length; at += 37) {
                byte[] damaged = saved.get(i).clone();
                damaged[at] ^= (byte) (1 << at % Byte.SIZE);
                try (V1RegionClient target = resuming(DEVICE)) {
                    target.writeChunks(saved.subList(0, i));
                    assertRefused(Errno.EINVAL, () -> target.writeChunk(damaged));
                }
            }
        }
        assertArrayEquals(before, SimulatedTransfers.readContent(spec(DEVICE, "target")));
    }

    /** v1 requirement: a stream is accepted only if it is complete. */
    @Test
    void missingChunk_isRefused() throws IOException {
        for (int i = 0; i < saved.size(); i++) {
            if (kind(saved.get(i)) == V1Chunk.ChunkKind.PREVIEW) {
                continue;
            }
            List<byte[]> rest = new ArrayList<>(saved);
            rest.remove(i);
            try (V1RegionClient target = resuming(DEVICE)) {
                assertRefused(Errno.EINVAL, () -> {
                    target.writeChunks(rest);
                    target.requestState("0");
                });
            }
        }
    }

    @Test
    void chunkLargerThanWindow_isRefused() throws IOException {
        try (V1RegionClient target = V1RegionClient.open(spec("v1,size=1000,chunk=331", "target"))) {
            target.requestState("RESUMING");
            target.writeChunk(saved.get(0));
            assertRefused(Errno.EINVAL, () -> target.writeChunk(saved.get(1)));
        }
    }

    @Test
    void failedRequest_leavesOldDeviceState() throws IOException {
        try (V1RegionClient target = resuming(DEVICE)) {
            target.writeChunk(saved.get(0));
            for (String to : List.of("0", "RUNNING", "SAVING", "SAVING|RUNNING")) {
                assertRefused(Errno.EINVAL, () -> target.requestState(to));
                assertEquals(
                        V1DeviceState.of(List.of(V1StateBit.RESUMING)).value(),
                        target.state().value());
            }
            assertTrue(target.device().regionSize() > 0);
        }
    }
}
