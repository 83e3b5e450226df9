// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.migstream.vfio.V1Register.DATA_OFFSET;
import static org.migstream.vfio.V1Register.DATA_SIZE;
import static org.migstream.vfio.V1Register.DEVICE_STATE;
import static org.migstream.vfio.V1Register.PENDING_BYTES;

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
import org.migstream.vfio.V1Register;
import org.migstream.vfio.VfioException;

/** The registers of v1 and its window: what is defined is as defined, what is not is a defect. */
class V1WindowTest {
    @TempDir
    Path folder;

    private V1Calls open(String device) throws VfioException {
        return V1Calls.open(device + "@" + folder.resolve("device"));
    }

    private static void undefined(Executable what) {
        assertThrows(IllegalStateException.class, what);
    }

    private static void refused(Errno errno, Executable what) {
        assertEquals(errno, assertThrows(VfioException.class, what).errno().orElseThrow());
    }

    @Test
    void pendingBytesAreExactAndReadingThemTwiceDoesNoHarm() throws IOException {
        try (V1Calls device = open("v1,size=1000,chunk=332")) {
            device.go("SAVING");
            long left = device.get(PENDING_BYTES);
            while (left > 0) {
                assertEquals(left, device.get(PENDING_BYTES));
                left -= device.chunk().length;
                assertEquals(left, device.get(PENDING_BYTES));
            }
        }
    }

    @Test
    void theDriverSaysWhereDataLieAndChangesIt() throws IOException {
        try (V1Calls device = open("v1,size=1000,chunk=332")) {
            device.go("SAVING");
            device.get(PENDING_BYTES);
            long first = device.get(DATA_OFFSET);
            assertEquals(first, device.get(DATA_OFFSET));
            device.chunk();
            device.get(PENDING_BYTES);
            assertNotEquals(first, device.get(DATA_OFFSET));
            undefined(() -> device.device().read(ByteBuffer.allocate(1), first));
        }
    }

    @Test
    void nothingOlderIsInTheWindowWhenSavingStarts() throws IOException {
        try (V1Calls device = open("v1,size=1000,chunk=332")) {
            device.go("SAVING");
            device.get(PENDING_BYTES);
            long offset = device.get(DATA_OFFSET);
            device.go("RUNNING");
            device.go("SAVING");
            undefined(() -> device.device().read(ByteBuffer.allocate(1), offset));
            undefined(() -> device.get(DATA_SIZE));
            assertTrue(device.get(PENDING_BYTES) > 1000);
        }
    }

    @Test
    void whatStoodThereIsGoneWhenTheDeviceIsStopped() throws IOException {
        try (V1Calls device = open("v1,size=1000,chunk=332")) {
            device.go("SAVING|RUNNING");
            device.get(PENDING_BYTES);
            device.chunk();
            device.go("SAVING");
            undefined(() -> device.get(DATA_SIZE));
            device.get(PENDING_BYTES);
            assertEquals(
                    V1Chunk.Kind.SEQUENCE,
                    V1Chunk.of(ByteBuffer.wrap(device.chunk())).orElseThrow().kind());
        }
    }

    @Test
    void dataAreReadInTheirOrderAndToTheirEnd() throws IOException {
        try (V1Calls device = open("v1")) {
            device.go("SAVING");
            undefined(() -> device.get(DATA_OFFSET));
            device.get(PENDING_BYTES);
            undefined(() -> device.get(DATA_SIZE));
            long offset = device.get(DATA_OFFSET);
            int size = (int) device.get(DATA_SIZE);
            undefined(() -> device.device().read(ByteBuffer.allocate(1), offset + 1));
            undefined(() -> device.device().read(ByteBuffer.allocate(size + 1), offset));
            device.device().read(ByteBuffer.allocate(1), offset);
            undefined(() -> device.get(PENDING_BYTES));
            device.device().read(ByteBuffer.allocate(size - 1), offset + 1);
            device.get(PENDING_BYTES);
            device.chunks();
            undefined(() -> device.get(DATA_OFFSET));
        }
    }

    @Test
    void theWindowHasNoMeaningWithoutASession() throws IOException {
        try (V1Calls device = open("v1")) {
            for (V1Register register : List.of(PENDING_BYTES, DATA_OFFSET, DATA_SIZE)) {
                undefined(() -> device.get(register));
            }
            device.go("RESUMING");
            undefined(() -> device.get(PENDING_BYTES));
            undefined(() -> device.device()
                    .write(ByteBuffer.allocate(1), device.device().regionSize() / 2));
            long offset = device.get(DATA_OFFSET);
            undefined(() -> device.device().read(ByteBuffer.allocate(1), offset));
            undefined(() -> device.device().write(ByteBuffer.allocate(1), offset + 1));
            device.device().write(ByteBuffer.allocate(40), offset);
            undefined(() -> device.set(DATA_SIZE, 41));
            refused(Errno.EINVAL, () -> device.set(DATA_SIZE, 40));
            undefined(() -> device.get(DATA_OFFSET));
        }
    }

    @Test
    void registersAreWhatTheyAre() throws IOException {
        try (V1Calls device = open("v1")) {
            undefined(() -> device.set(PENDING_BYTES, 0));
            undefined(() -> device.set(DATA_OFFSET, 0));
            undefined(() -> device.device().read(ByteBuffer.allocate(8), DEVICE_STATE.offset()));
            undefined(() -> device.device().read(ByteBuffer.allocate(4), 32));
            device.go("SAVING");
            undefined(() -> device.set(DATA_SIZE, 1));
        }
    }

    @Test
    void reservedBitsAreKeptByWhoWritesTheRegister() throws IOException {
        try (V1Calls device = open("v1")) {
            int register = device.state().registerValue();
            assertNotEquals(1, register);
            undefined(() -> device.set(DEVICE_STATE, 0));
            undefined(() -> device.set(DEVICE_STATE, register ^ 1 << 4));
            device.set(DEVICE_STATE, register ^ 1);
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
    void statesThatThereAreNotAreRefused(String state) throws IOException {
        try (V1Calls device = open("v1")) {
            refused(Errno.EINVAL, () -> device.go(state));
            assertEquals("RUNNING", device.state().toString());
        }
    }

    @Test
    void ndmaIsThereIfItIsAskedFor() throws IOException {
        try (V1Calls device = open("v1,features=NDMA")) {
            assertTrue(device.device().hasNdma());
            for (String state : List.of("NDMA|RUNNING", "NDMA|SAVING|RUNNING", "NDMA|SAVING", "SAVING", "0", "NDMA")) {
                device.go(state);
                assertEquals(state, device.state().toString());
            }
            device.go("NDMA|RESUMING");
            refused(Errno.EINVAL, () -> device.go("NDMA|RESUMING|SAVING"));
        }
    }

    @Test
    void errorIsLeftByAResetAlone() throws IOException {
        try (V1Calls device = open("v1,fail=RUNNING..0:EIO:ERROR")) {
            refused(Errno.EIO, () -> device.go("SAVING"));
            assertTrue(device.state().isError());
            for (String state : List.of("0", "RUNNING", "SAVING", "RESUMING")) {
                refused(Errno.EINVAL, () -> device.go(state));
            }
            device.device().reset();
            assertEquals("RUNNING", device.state().toString());
        }
    }

    @Test
    void aFailedRequestIsUndoneStepByStep() throws IOException {
        try (V1Calls device = open("v1,fail=0..SAVING*1")) {
            refused(Errno.EIO, () -> device.go("SAVING"));
            assertEquals("RUNNING", device.state().toString());
            device.go("SAVING");
            assertEquals("SAVING", device.state().toString());
        }
    }

    @Test
    void whatCannotBeUndoneEndsInError() throws IOException {
        try (V1Calls device = open("v1,fail=0..SAVING,fail=0..RUNNING")) {
            refused(Errno.EIO, () -> device.go("SAVING"));
            assertTrue(device.state().isError());
        }
    }
}
