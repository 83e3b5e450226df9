// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.util.Optional;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.StateGoal;
import org.migstream.vfio.VfioException;

/**
 * Reads a stopped device to the end of its data. If a v1 device fails, it can go back from SAVING to SAVING|RUNNING and
 * stop again, without a new migration. The state then begins again in the same stream. This is tried once, and only with
 * a driver whose target accepts such a stream ({@link org.migstream.spi.StateDecoder#acceptsRestart}). v2 has no way back
 * from STOP_COPY to PRE_COPY.
 */
final class StopCopyReader {
    private final TransferDevice device;
    private boolean mayRestart;

    /** Receives the chunks. */
    @FunctionalInterface
    interface ChunkSink {
        void accept(Chunk chunk) throws IOException;
    }

    /** @param mayRestart whether the state may begin again in the same stream */
    StopCopyReader(TransferDevice device, boolean mayRestart) {
        this.device = device;
        this.mayRestart = mayRestart;
    }

    /** Reads all data. */
    void run(ChunkSink sink) throws IOException {
        for (Optional<Chunk> chunk = read(); chunk.isPresent(); chunk = read()) {
            sink.accept(chunk.get());
        }
    }

    private Optional<Chunk> read() throws IOException {
        try {
            return device.read(DataPhase.STOP_COPY);
        } catch (VfioException e) {
            if (!mayRestart || e.errno().isEmpty() || !stopAgain()) {
                throw e;
            }
            Optional<Chunk> first = device.read(DataPhase.STOP_COPY);
            device.keptFailures().recordAsSurvived();
            return first;
        }
    }

    /** Lets the device run and stops it again. Returns whether it is ready to be read from the start. */
    private boolean stopAgain() {
        mayRestart = false;
        DeviceActivity activity = device.initialState().activity();
        try {
            MigrationState state = device.device().state();
            if (activity == DeviceActivity.STOPPED
                    || state.dataPhase() != DataPhase.STOP_COPY
                    || !device.device().hasState(activity, DataPhase.PRE_COPY)) {
                return false;
            }
            device.tryEnter(StateGoal.of(activity, DataPhase.PRE_COPY));
            device.tryEnter(StateGoal.of(DeviceActivity.STOPPED, DataPhase.STOP_COPY));
            return true;
        } catch (VfioException e) {
            // The device keeps this failure; the caller reports the first one.
            return false;
        }
    }
}
