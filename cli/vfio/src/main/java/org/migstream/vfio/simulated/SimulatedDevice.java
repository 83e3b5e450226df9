// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.migstream.vfio.Arc;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DataSessionKind;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.VfioException;

/**
 * What simulated devices of both uAPIs have in common: a state that is kept in a file, steps from one to the next,
 * sessions that begin and end with them, and what can go wrong at each.
 *
 * @param <S> the states of one uAPI
 */
abstract class SimulatedDevice<S extends MigrationState> {
    private final DeviceModel model;
    private final FaultPlan<S> faultPlan;
    private final SimulatedStateFile file;
    private final Path peerStateFile;
    private final DeviceCallLock callLock = new DeviceCallLock();
    private volatile DeviceConfiguration configuration;
    private volatile S state;
    private volatile boolean exemptFromDmaCheck;
    private MigrationSession session;

    /** @throws IOException if there can be no such peer */
    SimulatedDevice(DeviceModel model, FaultPlan<S> behaviour, SimulatedStateFile file) throws IOException {
        this.model = model;
        this.faultPlan = behaviour;
        this.file = file;
        peerStateFile = behaviour.peerStateFile().isPresent()
                ? SimulatedStateFile.resolvePath(behaviour.peerStateFile().get())
                : null;
    }

    /** Begins to save what the device has. */
    abstract MigrationSession beginSave(StateContent content, DirtyRounds dirtying) throws IOException;

    /** Begins to resume. */
    abstract MigrationSession beginResume(PendingStateFile draft) throws IOException;

    /**
     * Opens the device in the file, or makes it.
     *
     * @throws IOException if the file has no such device in it, with a message that says why
     */
    final void open() throws IOException {
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
            throw new IOException("its state is '" + name + "', which there is not", e);
        }
    }

    /** The state that outlasts the last descriptor: what is in an error or stopped for good; all others run. */
    private S stateAfterClose(S was) {
        boolean stopped = was.activity() == DeviceActivity.STOPPED && was.dataPhase() == DataPhase.NONE;
        boolean lasts = was.isError() || stopped && faultPlan.machine().states().contains(was);
        return lasts ? was : faultPlan.machine().stateAfterReset();
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
        file.state(to.toString());
    }

    /** Takes a step, or suffers what was to happen at it. */
    final void takeStep(Arc<S> step) throws IOException {
        Optional<StepFault<S>> fault = faultPlan.stepFaults().takeFaultAt(step);
        if (fault.isPresent()) {
            injectFault("go from " + step.from() + " to " + step.to(), fault.get());
        }
        if (step.openedSession().equals(Optional.of(DataSessionKind.SAVE))) {
            session = beginSave(file.content(), faultPlan.dirtyRounds().copyFromStart());
        } else if (step.openedSession().equals(Optional.of(DataSessionKind.RESUME))) {
            session = beginResume(file.beginContent());
        } else if (step.from().dataPhase() == DataPhase.RESUMING
                && step.to().dataPhase() != DataPhase.RESUMING
                && session != null) {
            file.replaceContent(session.finishResume());
        }
        moveTo(step.to());
        PeerDmaCheck.requireDmaAnswered(this);
    }

    private void injectFault(String operation, StepFault<S> fault) throws IOException {
        exemptFromDmaCheck = true;
        if (fault.hangs()) {
            callLock.hangUntilClosed(operation);
        }
        moveTo(fault.stateAfter() == null ? state : fault.stateAfter());
        throw new VfioException(operation, fault.errno());
    }

    /** Takes the session along, or ends it. */
    final void moveTo(S to) throws IOException {
        if (session != null && !sessionContinuesIn(to.dataPhase())) {
            endSession();
        } else if (session != null && (state.dataPhase() != to.dataPhase())) {
            session.enterPhase(to.dataPhase());
        }
        storeState(to);
    }

    private boolean sessionContinuesIn(DataPhase phase) {
        return session.isSaving()
                ? phase == DataPhase.PRE_COPY || phase == DataPhase.STOP_COPY
                : phase == DataPhase.RESUMING;
    }

    private void endSession() throws IOException {
        if (session != null) {
            MigrationSession ended = session;
            session = null;
            ended.end();
        }
    }

    /** What a reset does. */
    final void resetDevice() throws IOException {
        endSession();
        createDevice(false);
    }

    public final String driver() {
        return model.driverName();
    }

    public final DeviceConfiguration readConfiguration() throws VfioException {
        return call("read the configuration", () -> configuration);
    }

    public final void writeConfiguration(DeviceConfiguration given) throws VfioException {
        call("write the configuration", () -> {
            configuration = StoredConfiguration.afterWrite(configuration, given);
            StoredConfiguration.write(file, configuration);
            PeerDmaCheck.requireDmaAnswered(this);
            return null;
        });
    }

    public final void reset() throws VfioException {
        call("reset", () -> {
            Optional<StepFault<S>> fault = faultPlan.stepFaults().takeFaultAtReset();
            if (fault.isPresent()) {
                injectFault("reset", fault.get());
            }
            resetDevice();
            return null;
        });
    }

    /** @throws IllegalStateException when all is closed, if something of the device was not closed before */
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
            throw new IllegalStateException("close the device: " + leaked + " descriptors of data sessions are open");
        }
    }

    /** How many descriptors of the device are open beside its own. */
    int openDescriptorCount() {
        return 0;
    }

    /** Makes a call to this device or to what belongs to it. */
    final <T> T call(String operation, DeviceCallLock.Call<T> call) throws VfioException {
        return callLock.call(operation, call);
    }

    /** How many bytes the device lets be read at once, from {@code position} of a session on. */
    final long maxReadLength(String operation, long position) throws VfioException {
        return faultPlan.dataFaults().maxReadLength(operation, position, callLock);
    }

    /** The same for writing. */
    final long maxWriteLength(String operation, long position) throws VfioException {
        return faultPlan.dataFaults().maxWriteLength(operation, position, callLock);
    }

    /** Is reset, if it was told to be when a session has come so far. */
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

    /** Where the device lives. */
    final Path stateFilePath() {
        return file.path();
    }

    /** Whether it starts DMA to a device in this place. */
    final boolean startsDmaTo(Path place) {
        return place.equals(peerStateFile)
                && state.activity() == DeviceActivity.RUNNING
                && !state.isError()
                && PeerDmaCheck.isBusMaster(configuration);
    }

    /** Whether nothing that reaches it is answered. */
    final boolean isStopped() {
        return state.activity() == DeviceActivity.STOPPED;
    }

    /** Whether it is where it is by a fault, or was when it was opened, so that nobody here is to blame. */
    final boolean isExemptFromDmaCheck() {
        return exemptFromDmaCheck;
    }
}
