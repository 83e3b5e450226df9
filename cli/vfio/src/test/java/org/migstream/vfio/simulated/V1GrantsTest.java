// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationDevice.StateChange;
import org.migstream.vfio.MigrationDevice.StateListener;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.StateGoal;
import org.migstream.vfio.VfioException;

/** v1 requirement: a driver gets to the requested state on its own way, and undoes it if it fails. */
class V1GrantsTest {
    @TempDir
    Path folder;

    private String spec(String device, String file) {
        return device + "@" + folder.resolve(file);
    }

    /** Writes each request as {@code FROM-TO[through STATES][!]}; {@code !} is a failure. */
    private static final class Requests implements StateListener {
        private final List<String> texts = new ArrayList<>();

        @Override
        public void entered(StateChange request) {
            texts.add(text(request));
        }

        @Override
        public void failed(StateChange request, VfioException failure) {
            texts.add(text(request) + "!");
        }

        private static String text(StateChange request) {
            return request.from() + "-" + request.to() + request.through();
        }
    }

    /** v1 requirement: data may be applied only on the way from RESUMING to RUNNING. */
    @ParameterizedTest
    @ValueSource(strings = {"everything", "documented", "libvfio-user"})
    void deviceOfEachGrant_isSavedAndRestoredWithOneRequestEach(String grants) throws IOException {
        String source = spec("v1,size=1000,chunk=332,fill=7,grants=" + grants, "source");
        String target = spec("v1,size=1000,chunk=332,grants=" + grants, "target");
        byte[] content = SimulatedTransfers.readContent(source);
        Requests requests = new Requests();
        try (MigrationDevice device = SimulatedTransfers.open(target)) {
            device.enter(StateGoal.of(DeviceActivity.STOPPED, DataPhase.RESUMING), requests);
            for (byte[] chunk : SimulatedTransfers.chunks(source)) {
                device.write(SimulatedTransfers.toChunk(chunk));
            }
            device.enter(StateGoal.of(DeviceActivity.RUNNING, DataPhase.NONE), requests);
        }
        assertEquals(List.of("RUNNING-RESUMING[0, RESUMING]", "RESUMING-RUNNING[0, RUNNING]"), requests.texts);
        assertArrayEquals(content, SimulatedTransfers.readContent(target));
    }

    /** v1 requirements: either precedence; a failed request is undone with swapped arguments. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "v1; 0-SAVING|RUNNING[RUNNING, SAVING|RUNNING]",
                "v1,prefer=running; 0-SAVING|RUNNING[RUNNING, SAVING|RUNNING]",
                "v1,prefer=logging; 0-SAVING|RUNNING[SAVING, SAVING|RUNNING]",
                "v1,fail=RUNNING..SAVING|RUNNING*1; 0-SAVING|RUNNING[RUNNING, 0]!"
                        + " 0-RUNNING[RUNNING] RUNNING-SAVING|RUNNING[SAVING|RUNNING]",
                "v1,prefer=logging,fail=SAVING..SAVING|RUNNING*1; 0-SAVING|RUNNING[SAVING, 0]!"
                        + " 0-RUNNING[RUNNING] RUNNING-SAVING|RUNNING[SAVING|RUNNING]",
                "v1,prefer=logging,fail=SAVING..SAVING|RUNNING,fail=SAVING..0; 0-SAVING|RUNNING[SAVING, ERROR]!"
            })
    void statesOfRequest_areThoseOfTheDriver(String options, String expected) throws IOException {
        Requests requests = new Requests();
        try (MigrationDevice device = SimulatedTransfers.open(spec(options, "device"))) {
            SimulatedTransfers.goTo(device, DeviceActivity.STOPPED, DataPhase.NONE);
            StateGoal goal = StateGoal.of(DeviceActivity.RUNNING, DataPhase.PRE_COPY);
            try {
                device.enter(goal, requests);
            } catch (VfioException e) {
                assertEquals(Errno.EIO, e.errno().orElseThrow());
            }
            if (device.state().isError()) {
                device.reset();
            }
        }
        assertEquals(expected, String.join(" ", requests.texts));
    }

    @Test
    void chunksWithoutData_areAskedForAgain() throws IOException {
        String all = spec("v1,size=1000,chunk=332,fill=7", "device");
        byte[] content = SimulatedTransfers.readContent(all);
        assertArrayEquals(
                content, SimulatedTransfers.readContent(spec("v1,size=1000,chunk=332,no-data=404*3", "device")));
    }

    /** v1 requirement: a failure is loud. A driver that announces data but gives none has not finished. */
    @Test
    void chunksWithoutDataForEver_areAFailure() throws IOException {
        try (MigrationDevice device =
                SimulatedTransfers.open(spec("v1,size=1000,chunk=332,fill=7,no-data=404", "device"))) {
            SimulatedTransfers.goTo(device, DeviceActivity.STOPPED, DataPhase.STOP_COPY);
            assertThrows(VfioException.class, () -> readAll(device));
            SimulatedTransfers.goTo(device, DeviceActivity.RUNNING, DataPhase.NONE);
        }
    }

    private static void readAll(MigrationDevice device) throws IOException {
        for (var chunk = device.read(); chunk.isPresent(); chunk = device.read()) {
            Chunk read = chunk.get();
            while (read.next().hasRemaining()) {
                // Only the end matters.
            }
        }
    }
}
