// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.migstream.profile.MissingFacts.Cause;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationDevice.StateChange;
import org.migstream.vfio.MigrationDevice.StateListener;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.StateGoal;
import org.migstream.vfio.VfioException;

/**
 * Asks a device for the first bytes of its state, and returns the device to its initial state. A device that was only
 * asked is never reset, because a reset destroys its state.
 */
final class LeadingStateReader {
    /**
     * Maximum number of state bytes to read. The data that the driver of the target compares are at the start of the
     * state.
     */
    private static final int MAX_STATE_BYTES = 1 << 20;

    private final boolean mayStop;
    private final Duration timeout;

    /**
     * @param mayStop whether a running device without pre-copy may be stopped; else it is not asked
     * @param timeout the time limit of the question, and again of the return; the limit of one call may add to it
     */
    LeadingStateReader(boolean mayStop, Duration timeout) {
        this.mayStop = mayStop;
        this.timeout = timeout;
    }

    /** Returns the time that the question and the return may take, each with a last call that began in time. */
    Duration maxTime() {
        return timeout.multipliedBy(4);
    }

    /** A state on the way back to the initial state. */
    private record Stage(DeviceActivity activity, DataPhase data) {}

    /**
     * Reads the first bytes of the state. A failure of the device is a part of the result.
     *
     * @throws VfioException if the thread is interrupted
     * @throws IOException if bytes cannot be read for a reason other than the device
     */
    LeadingState read(MigrationDevice device) throws IOException {
        MigrationState initial;
        try {
            initial = device.state();
        } catch (VfioException e) {
            requireNoInterrupt(e);
            return LeadingState.failed(DeviceFailure.of(List.of(e), device), false);
        }
        if (initial.isError()) {
            return LeadingState.withoutBytes(
                    Cause.DEVICE_IN_ERROR, "the device is in ERROR; only a reset helps, and loses its state");
        }
        if (initial.dataPhase() != DataPhase.NONE) {
            return LeadingState.withoutBytes(
                    Cause.DATA_SESSION, "the device is in " + initial + ": another process is saving or restoring it");
        }
        DataPhase phase = readingPhase(device, initial);
        if (phase == DataPhase.STOP_COPY && initial.activity() != DeviceActivity.STOPPED && !mayStop) {
            return LeadingState.withoutBytes(
                    Cause.NOT_STOPPED, "the device has no pre-copy and must be stopped to give its state");
        }
        return ask(device, initial, phase);
    }

    private static DataPhase readingPhase(MigrationDevice device, MigrationState initial) {
        boolean preCopy =
                initial.activity() != DeviceActivity.STOPPED && device.hasState(initial.activity(), DataPhase.PRE_COPY);
        return preCopy ? DataPhase.PRE_COPY : DataPhase.STOP_COPY;
    }

    private LeadingState ask(MigrationDevice device, MigrationState initial, DataPhase phase) throws IOException {
        byte[] bytes = new byte[0];
        Optional<VfioException> readError = Optional.empty();
        Optional<VfioException> returnError;
        long start = System.nanoTime();
        try {
            enter(
                    device,
                    new Stage(phase == DataPhase.PRE_COPY ? initial.activity() : DeviceActivity.STOPPED, phase),
                    new ArrayList<>());
            bytes = readChunks(device, start);
        } catch (VfioException e) {
            readError = Optional.of(e);
        } finally {
            returnError = returnTo(device, initial, readError.isPresent());
        }
        List<VfioException> errors =
                Stream.of(readError, returnError).flatMap(Optional::stream).toList();
        if (errors.isEmpty()) {
            return bytes.length == 0
                    ? LeadingState.withoutBytes(Cause.NO_DATA, "the device gave no data")
                    : LeadingState.of(bytes);
        }
        requireNoInterrupt(errors.get(0));
        DeviceFailure failure = DeviceFailure.of(errors, device);
        boolean returned = failure.finalState().equals(Optional.of(initial));
        if (returned
                && bytes.length == 0
                && errors.stream().allMatch(e -> StateGoal.isNotGranted(device.stateMachine(), e))) {
            return LeadingState.withoutBytes(
                    Cause.NOT_GRANTED,
                    "the driver does not grant a save in " + initial + ": "
                            + errors.get(0).getMessage());
        }
        return readError.isPresent() || bytes.length == 0
                ? LeadingState.failed(failure, returned)
                : LeadingState.withFailedReturn(bytes, failure, returned);
    }

    /** Throws an error that may be the effect of an interrupt: it is then not a failure of the device. */
    private static void requireNoInterrupt(VfioException e) throws VfioException {
        if (Thread.currentThread().isInterrupted()) {
            throw e;
        }
    }

    /** Enters a state. Adds to a list the refused requests after which the device got there in another path. */
    private static void enter(MigrationDevice device, Stage stage, List<VfioException> refusals) throws VfioException {
        device.enter(StateGoal.of(stage.activity(), stage.data()), new StateListener() {
            @Override
            public void entered(StateChange request) {}

            @Override
            public void failed(StateChange request, VfioException failure) {
                refusals.add(failure);
            }
        });
    }

    /**
     * Returns the device to its initial state. After a failure, tries again what does not destroy the state, until the
     * time is over. Returns the first error, even if a later attempt succeeded.
     *
     * @param hasFailed whether the device has failed before, so that ERROR is its effect
     */
    private Optional<VfioException> returnTo(MigrationDevice device, MigrationState initial, boolean hasFailed) {
        Optional<VfioException> first = Optional.empty();
        long start = System.nanoTime();
        for (List<Stage> way : waysBack(device, initial)) {
            try {
                if (device.state().isError()) {
                    return first.isPresent() || hasFailed
                            ? first
                            : Optional.of(
                                    new VfioException("read the data", "the device went to ERROR, but no call failed"));
                }
                List<VfioException> refusals = new ArrayList<>();
                for (Stage stage : way) {
                    enter(device, stage, refusals);
                }
                return first.or(() -> refusals.stream().findFirst());
            } catch (VfioException e) {
                first = first.or(() -> Optional.of(e));
                if (isOver(start) || Thread.currentThread().isInterrupted()) {
                    return first;
                }
            }
        }
        return first;
    }

    /**
     * Returns the ways back to the initial state. The direct way comes twice, because a driver may have been busy. The
     * others avoid the step that failed: through the P2P states (NDMA in v1), and from SAVING through SAVING|RUNNING,
     * which v1 allows. No way stops a device that runs, or starts one that was stopped.
     */
    private static List<List<Stage>> waysBack(MigrationDevice device, MigrationState initial) {
        Stage last = new Stage(initial.activity(), DataPhase.NONE);
        List<List<Stage>> ways = new ArrayList<>(List.of(List.of(last), List.of(last)));
        if (initial.activity() == DeviceActivity.RUNNING
                && device.hasState(DeviceActivity.P2P_QUIESCENT, DataPhase.PRE_COPY)) {
            ways.add(List.of(
                    new Stage(DeviceActivity.P2P_QUIESCENT, DataPhase.PRE_COPY),
                    new Stage(DeviceActivity.P2P_QUIESCENT, DataPhase.NONE),
                    last));
        }
        if (initial.activity() != DeviceActivity.STOPPED && device.hasState(initial.activity(), DataPhase.PRE_COPY)) {
            ways.add(List.of(new Stage(initial.activity(), DataPhase.PRE_COPY), last));
        }
        return ways;
    }

    private boolean isOver(long start) {
        return System.nanoTime() - start >= timeout.toNanos();
    }

    private byte[] readChunks(MigrationDevice device, long start) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (head.size() < MAX_STATE_BYTES) {
            Optional<Chunk> chunk = device.read();
            if (chunk.isEmpty()) {
                break;
            }
            append(chunk.get(), head, start);
        }
        return head.toByteArray();
    }

    private void append(Chunk chunk, ByteArrayOutputStream head, long start) throws IOException {
        while (head.size() < MAX_STATE_BYTES) {
            ByteBuffer bytes = chunk.next();
            if (!bytes.hasRemaining()) {
                return;
            }
            if (isOver(start)) {
                throw new VfioException("read the data", "they take longer than --timeout allows for one call");
            }
            byte[] part = new byte[Math.min(bytes.remaining(), MAX_STATE_BYTES - head.size())];
            bytes.get(part);
            head.write(part);
        }
    }
}
