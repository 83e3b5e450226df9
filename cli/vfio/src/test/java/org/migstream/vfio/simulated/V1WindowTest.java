// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.migstream.vfio.V1Device.V1Register.DATA_OFFSET;
import static org.migstream.vfio.V1Device.V1Register.DATA_SIZE;
import static org.migstream.vfio.V1Device.V1Register.DEVICE_STATE;
import static org.migstream.vfio.V1Device.V1Register.PENDING_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.Errno;
import org.migstream.vfio.V1Device.V1Register;
import org.migstream.vfio.VfioException;

/** The v1 registers and the data window: defined accesses work, undefined ones throw IllegalStateException. */
class V1WindowTest {
    @TempDir
    Path folder;

    private V1RegionClient open(String device) throws VfioException {
        return V1RegionClient.open(device + "@" + folder.resolve("device"));
    }

    private static void assertUndefined(Executable call) {
        assertThrows(IllegalStateException.class, call);
    }

    private static void assertRefused(Errno errno, Executable call) {
        assertEquals(errno, assertThrows(VfioException.class, call).errno().orElseThrow());
    }

    @Test
    void pendingBytes_areExact_andRepeatable() throws IOException {
        try (V1RegionClient device = open("v1,size=1000,chunk=332")) {
            device.requestState("SAVING");
            long left = device.readRegister(PENDING_BYTES);
            while (left > 0) {
                assertEquals(left, device.readRegister(PENDING_BYTES));
                left -= device.readChunk().length;
                assertEquals(left, device.readRegister(PENDING_BYTES));
            }
        }
    }

    /**
     * v1 requirement: the driver chooses the offset of the data, so the caller must read data_offset for every chunk.
     */
    @Test
    void dataOffset_changesWithEveryChunk() throws IOException {
        try (V1RegionClient device = open("v1,size=1000,chunk=332")) {
            device.requestState("SAVING");
            device.readRegister(PENDING_BYTES);
            long first = device.readRegister(DATA_OFFSET);
            assertEquals(first, device.readRegister(DATA_OFFSET));
            device.readChunk();
            device.readRegister(PENDING_BYTES);
            assertNotEquals(first, device.readRegister(DATA_OFFSET));
            assertUndefined(() -> device.device().read(ByteBuffer.allocate(1), first));
        }
    }

    /**
     * v1 requirements: setting SAVING starts a new session. Data of an earlier session cannot be read.
     */
    @Test
    void newSession_hidesDataOfEarlierSession() throws IOException {
        try (V1RegionClient device = open("v1,size=1000,chunk=332")) {
            device.requestState("SAVING");
            device.readRegister(PENDING_BYTES);
            long offset = device.readRegister(DATA_OFFSET);
            device.requestState("RUNNING");
            device.requestState("SAVING");
            assertUndefined(() -> device.device().read(ByteBuffer.allocate(1), offset));
            assertUndefined(() -> device.readRegister(DATA_SIZE));
            assertTrue(device.readRegister(PENDING_BYTES) > 1000);
        }
    }

    /** v1 requirement: after the device has stopped, a chunk of pre-copy cannot be read. */
    @Test
    void stop_discardsChunkOfRunningDevice() throws IOException {
        try (V1RegionClient device = open("v1,size=1000,chunk=332")) {
            device.requestState("SAVING|RUNNING");
            device.readRegister(PENDING_BYTES);
            device.readChunk();
            device.requestState("SAVING");
            assertUndefined(() -> device.readRegister(DATA_SIZE));
            device.readRegister(PENDING_BYTES);
            assertEquals(
                    V1Chunk.ChunkKind.SEQUENCE,
                    V1Chunk.parse(ByteBuffer.wrap(device.readChunk()))
                            .orElseThrow()
                            .kind());
        }
    }

    /** v1 requirement: the content of the window outside of the reported data is undefined. */
    @Test
    void readOutOfOrderOrIncomplete_isUndefined() throws IOException {
        try (V1RegionClient device = open("v1")) {
            device.requestState("SAVING");
            assertUndefined(() -> device.readRegister(DATA_OFFSET));
            device.readRegister(PENDING_BYTES);
            assertUndefined(() -> device.readRegister(DATA_SIZE));
            long offset = device.readRegister(DATA_OFFSET);
            int size = (int) device.readRegister(DATA_SIZE);
            assertUndefined(() -> device.device().read(ByteBuffer.allocate(1), offset + 1));
            assertUndefined(() -> device.device().read(ByteBuffer.allocate(size + 1), offset));
            device.device().read(ByteBuffer.allocate(1), offset);
            assertUndefined(() -> device.readRegister(PENDING_BYTES));
            device.device().read(ByteBuffer.allocate(size - 1), offset + 1);
            device.readRegister(PENDING_BYTES);
            device.chunks();
            assertUndefined(() -> device.readRegister(DATA_OFFSET));
        }
    }

    /**
     * v1 requirement: without a session all accesses are undefined; in RESUMING only the accesses of a restore are
     * defined.
     */
    @Test
    void accessNotDefinedInState_isUndefined() throws IOException {
        try (V1RegionClient device = open("v1")) {
            for (V1Register register : List.of(PENDING_BYTES, DATA_OFFSET, DATA_SIZE)) {
                assertUndefined(() -> device.readRegister(register));
            }
            device.requestState("RESUMING");
            assertUndefined(() -> device.readRegister(PENDING_BYTES));
            assertUndefined(() -> device.device()
                    .write(ByteBuffer.allocate(1), device.device().regionSize() / 2));
            long offset = device.readRegister(DATA_OFFSET);
            assertUndefined(() -> device.device().read(ByteBuffer.allocate(1), offset));
            assertUndefined(() -> device.device().write(ByteBuffer.allocate(1), offset + 1));
            device.device().write(ByteBuffer.allocate(40), offset);
            assertUndefined(() -> device.writeRegister(DATA_SIZE, 41));
            assertRefused(Errno.EINVAL, () -> device.writeRegister(DATA_SIZE, 40));
            assertUndefined(() -> device.readRegister(DATA_OFFSET));
        }
    }

    @Test
    void invalidRegisterAccess_isUndefined() throws IOException {
        try (V1RegionClient device = open("v1")) {
            assertUndefined(() -> device.writeRegister(PENDING_BYTES, 0));
            assertUndefined(() -> device.writeRegister(DATA_OFFSET, 0));
            assertUndefined(() -> device.device().read(ByteBuffer.allocate(8), DEVICE_STATE.offset()));
            assertUndefined(() -> device.device().read(ByteBuffer.allocate(4), 32));
            device.requestState("SAVING");
            assertUndefined(() -> device.writeRegister(DATA_SIZE, 1));
        }
    }

    @Test
    void changedReservedBits_areUndefined() throws IOException {
        try (V1RegionClient device = open("v1")) {
            int register = device.state().registerValue();
            assertNotEquals(1, register);
            assertUndefined(() -> device.writeRegister(DEVICE_STATE, 0));
            assertUndefined(() -> device.writeRegister(DEVICE_STATE, register ^ 1 << 4));
            device.writeRegister(DEVICE_STATE, register ^ 1);
            assertEquals(register ^ 1, device.state().registerValue());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SAVING|RESUMING",
                "RUNNING|RESUMING",
                "RUNNING|SAVING|RESUMING",
                "NDMA",
                "NDMA|RUNNING",
                "NDMA|RESUMING|RUNNING"
            })
    void invalidState_isRefused(String state) throws IOException {
        try (V1RegionClient device = open("v1")) {
            assertRefused(Errno.EINVAL, () -> device.requestState(state));
            assertEquals("RUNNING", device.state().toString());
        }
    }

    /** v1 requirement: NDMA is optional and offered by a capability. */
    @Test
    void ndma_isOfferedOnlyWithOption() throws IOException {
        try (V1RegionClient device = open("v1,features=NDMA")) {
            assertTrue(device.device().hasNdma());
            for (String state : List.of("NDMA|RUNNING", "NDMA|SAVING|RUNNING", "NDMA|SAVING", "SAVING", "0", "NDMA")) {
                device.requestState(state);
                assertEquals(state, device.state().toString());
            }
            device.requestState("NDMA|RESUMING");
            assertRefused(Errno.EINVAL, () -> device.requestState("NDMA|RESUMING|SAVING"));
        }
    }

    /** v1 requirement: only a reset leaves ERROR, and a reset always leads to RUNNING. */
    @Test
    void errorState_isLeftOnlyByReset() throws IOException {
        try (V1RegionClient device = open("v1,fail=RUNNING..0:EIO:ERROR")) {
            assertRefused(Errno.EIO, () -> device.requestState("SAVING"));
            assertTrue(device.state().isError());
            for (String state : List.of("0", "RUNNING", "SAVING", "RESUMING")) {
                assertRefused(Errno.EINVAL, () -> device.requestState(state));
            }
            device.device().reset();
            assertEquals("RUNNING", device.state().toString());
        }
    }

    @Test
    void failedRequest_isUndoneStepByStep() throws IOException {
        try (V1RegionClient device = open("v1,fail=0..SAVING*1")) {
            assertRefused(Errno.EIO, () -> device.requestState("SAVING"));
            assertEquals("RUNNING", device.state().toString());
            device.requestState("SAVING");
            assertEquals("SAVING", device.state().toString());
        }
    }

    @Test
    void failedUndo_endsInError() throws IOException {
        try (V1RegionClient device = open("v1,fail=0..SAVING,fail=0..RUNNING")) {
            assertRefused(Errno.EIO, () -> device.requestState("SAVING"));
            assertTrue(device.state().isError());
        }
    }
}
