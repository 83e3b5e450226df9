// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.StateMachine.Arc;
import org.migstream.vfio.StateMachine.DataSessionKind;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.simulated.StepFaults.StepFault;

/**
 * Implements the parts that simulated v1 and v2 devices have in common: the state in a file, the steps between states,
 * the data sessions that begin and end at a step, and the faults.
 *
 * @param <S> the states of one uAPI
 */
abstract class SimulatedDevice<S extends MigrationState> {
    private final DeviceModel model;
    private final FaultPlan<S> faultPlan;
    private final SimulatedStateFile file;
    private final @Nullable Path peerStateFile;
    private final DeviceCallLock callLock = new DeviceCallLock();
    private volatile DeviceConfiguration configuration;
    private volatile S state;
    private volatile boolean exemptFromDmaCheck;
    private @Nullable MigrationSession session;

    /** @throws IOException if the path of the peer is not valid */
    SimulatedDevice(DeviceModel model, FaultPlan<S> faultPlan, SimulatedStateFile file) throws IOException {
        this.model = model;
        this.faultPlan = faultPlan;
        this.file = file;
        Optional<Path> peer = faultPlan.peerStateFile();
        peerStateFile = peer.isPresent() ? SimulatedStateFile.resolvePath(peer.get()) : null;
        configuration = model.initialConfiguration();
        state = faultPlan.machine().stateAfterReset();
    }

    /** A data session of a device that is saved or resumed. */
    interface MigrationSession {
        /** Continues in another phase. Also called for the first phase of a session. */
        void enterPhase(DataPhase phase) throws IOException;

        /**
         * Checks the written data when RESUMING is left. After a failure the session continues.
         *
         * @return the new content of the device
         */
        PendingStateFile finishResume() throws IOException;

        /** Ends the session; called once, for any reason. */
        void end() throws IOException;

        /** Returns whether the device is saved, not resumed. */
        boolean isSaving();
    }

    /** Begins a save of the content. */
    abstract MigrationSession beginSave(StateContent content, DirtyRounds dirtyRounds) throws IOException;

    /** Begins a resume into a new content. */
    abstract MigrationSession beginResume(PendingStateFile pending) throws IOException;

    /**
     * Loads the device from its file or creates a new device; called once, before all other calls.
     *
     * @throws IOException if the file has no valid device of this kind, with the reason
     */
    final void load() throws IOException {
        if (file.isNew()) {
            createDevice(file.creationOptions()
                    .getOrDefault(PeerDmaCheck.DMA_OPTION.name(), PeerDmaCheck.OFF)
                    .equals(PeerDmaCheck.ON));
        } else {
            configuration = StoredConfiguration.read(file);
            model.checkContent(file.content());
            storeState(stateAfterClose(parseState(file.state())));
        }
        exemptFromDmaCheck = isStopped();
        PeerDmaCheck.register(this);
    }

    private S parseState(String name) throws IOException {
        try {
            return faultPlan.machine().parseState(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("its state is '" + name + "', which the device does not have", e);
        }
    }

    /** Returns the state after the last descriptor is closed: STOP and ERROR are kept, any other device runs. */
    private S stateAfterClose(S before) {
        boolean stopped = before.activity() == DeviceActivity.STOPPED && before.dataPhase() == DataPhase.NONE;
        boolean kept =
                before.isError() || stopped && faultPlan.machine().states().contains(before);
        return kept ? before : faultPlan.machine().stateAfterReset();
    }

    private void createDevice(boolean dma) throws IOException {
        configuration = PeerDmaCheck.withBusMaster(model.initialConfiguration(), dma);
        StoredConfiguration.write(file, configuration);
        try (PendingStateFile content = file.beginContent()) {
            model.writeInitialContent(content.content());
            file.replaceContent(content);
        }
        storeState(faultPlan.machine().stateAfterReset());
    }

    private void storeState(S to) throws IOException {
        state = to;
        file.setState(to.toString());
    }

    /** Makes a step, or injects its fault. */
    final void takeStep(Arc<S> step) throws IOException {
        Optional<StepFault<S>> fault = faultPlan.stepFaults().takeFaultAt(step);
        MigrationSession current = session;
        if (fault.isPresent()) {
            injectFault("go from " + step.from() + " to " + step.to(), fault.get());
        }
        if (step.openedSession().equals(Optional.of(DataSessionKind.SAVE))) {
            session = beginSave(file.content(), faultPlan.dirtyRounds().copyFromStart());
        } else if (step.openedSession().equals(Optional.of(DataSessionKind.RESUME))) {
            session = beginResume(file.beginContent());
        } else if (step.from().dataPhase() == DataPhase.RESUMING
                && step.to().dataPhase() != DataPhase.RESUMING
                && current != null) {
            file.replaceContent(current.finishResume());
        }
        moveTo(step.to());
        PeerDmaCheck.requireDmaAnswered(this);
    }

    private void injectFault(String operation, StepFault<S> fault) throws IOException {
        exemptFromDmaCheck = true;
        if (fault.errno().isEmpty()) {
            throw callLock.hangUntilClosed(operation);
        }
        moveTo(fault.stateAfter().orElse(state));
        throw new VfioException(operation, fault.errno().get());
    }

    /** Moves to a state. The data session continues in this state or ends. */
    final void moveTo(S to) throws IOException {
        MigrationSession current = session;
        if (current != null && !continuesIn(current, to.dataPhase())) {
            endSession();
        } else if (current != null && (state.dataPhase() != to.dataPhase())) {
            current.enterPhase(to.dataPhase());
        }
        storeState(to);
    }

    private static boolean continuesIn(MigrationSession session, DataPhase phase) {
        return session.isSaving()
                ? phase == DataPhase.PRE_COPY || phase == DataPhase.STOP_COPY
                : phase == DataPhase.RESUMING;
    }

    private void endSession() throws IOException {
        MigrationSession ended = session;
        if (ended != null) {
            session = null;
            ended.end();
        }
    }

    /** Ends the session and creates a new device in the file. */
    final void resetDevice() throws IOException {
        endSession();
        createDevice(false);
    }

    public final Optional<String> decoderName() {
        return model.driverName();
    }

    public final DeviceConfiguration readConfiguration() throws VfioException {
        return call("read the configuration", () -> configuration);
    }

    public final void writeConfiguration(DeviceConfiguration written) throws VfioException {
        run("write the configuration", () -> {
            configuration = StoredConfiguration.afterWrite(configuration, written);
            StoredConfiguration.write(file, configuration);
            PeerDmaCheck.requireDmaAnswered(this);
        });
    }

    /** Calls the listener after the time of the option request-after=, unless the device is closed before. */
    public final void onDeviceRequest(Runnable listener) {
        Duration delay = faultPlan.requestDelay();
        if (delay == null) {
            return;
        }
        Thread thread = new Thread(
                () -> {
                    try {
                        if (!callLock.awaitClose(delay)) {
                            listener.run();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "device request");
        thread.setDaemon(true);
        thread.start();
    }

    public final void reset() throws VfioException {
        run("reset", () -> {
            Optional<StepFault<S>> fault = faultPlan.stepFaults().takeFaultAtReset();
            if (fault.isPresent()) {
                injectFault("reset", fault.get());
            }
            resetDevice();
        });
    }

    /**
     * Closes the device and ends a hanging call.
     *
     * @throws IllegalStateException after everything is closed, if a descriptor of a data session was still open
     */
    public final void close() throws VfioException {
        if (callLock.isClosed()) {
            return;
        }
        int leaked = callLock.isBusy() ? 0 : openDescriptorCount();
        callLock.close();
        PeerDmaCheck.unregister(this);
        try {
            endSession();
            storeState(stateAfterClose(state));
        } catch (IOException e) {
            throw SimulatedStateFile.toVfioException("close the simulated device", e);
        } finally {
            file.close();
        }
        if (leaked > 0) {
            throw new IllegalStateException("close the device: " + leaked
                    + (leaked == 1 ? " descriptor of a data session is" : " descriptors of data sessions are")
                    + " open");
        }
    }

    /** Returns the number of open descriptors of data sessions. */
    int openDescriptorCount() {
        return 0;
    }

    /** Makes a call to this device or to one of its sessions. */
    final <T> T call(String operation, DeviceCallLock.Call<T> call) throws VfioException {
        return callLock.call(operation, call);
    }

    /** Makes a call without a result. */
    final void run(String operation, DeviceCallLock.Action action) throws VfioException {
        callLock.run(operation, action);
    }

    /**
     * Returns the maximum number of bytes that can be read from {@code position} of a session on, see {@link
     * DataFaults#maxReadLength}.
     */
    final long maxReadLength(String operation, long position) throws VfioException {
        return faultPlan.dataFaults().maxReadLength(operation, position, callLock);
    }

    /**
     * Returns the maximum number of bytes that can be written from {@code position} of a session on, see {@link
     * DataFaults#maxWriteLength}.
     */
    final long maxWriteLength(String operation, long position) throws VfioException {
        return faultPlan.dataFaults().maxWriteLength(operation, position, callLock);
    }

    /** Resets the device if the option reset-after= requires it at this position of a session. */
    final void resetIfDueAt(long position) throws IOException {
        if (faultPlan.dataFaults().isResetDueAt(position)) {
            resetDevice();
        }
    }

    final boolean isClosed() {
        return callLock.isClosed();
    }

    final StateContent content() {
        return file.content();
    }

    final S currentState() {
        return state;
    }

    final Optional<MigrationSession> session() {
        return Optional.ofNullable(session);
    }

    /** Returns the real path of the state file. */
    final Path stateFilePath() {
        return file.path();
    }

    /** Returns whether the device now starts DMA to the device with this state file. */
    final boolean startsDmaTo(Path otherStateFile) {
        return otherStateFile.equals(peerStateFile)
                && state.activity() == DeviceActivity.RUNNING
                && !state.isError()
                && PeerDmaCheck.isBusMaster(configuration);
    }

    /** Returns whether the device is stopped, so that it does not answer DMA. */
    final boolean isStopped() {
        return state.activity() == DeviceActivity.STOPPED;
    }

    /**
     * Returns whether lost DMA of this device is not reported, because a fault or the state at opening may be the
     * cause.
     */
    final boolean isExemptFromDmaCheck() {
        return exemptFromDmaCheck;
    }
}
