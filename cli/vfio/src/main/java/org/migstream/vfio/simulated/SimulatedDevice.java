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
    private final Model model;
    private final Behaviour<S> behaviour;
    private final StateFile file;
    private final Path peer;
    private final CallGate gate = new CallGate();
    private volatile DeviceConfiguration configuration;
    private volatile S state;
    private volatile boolean unaccountable;
    private Session session;

    /** @throws IOException if there can be no such peer */
    SimulatedDevice(Model model, Behaviour<S> behaviour, StateFile file) throws IOException {
        this.model = model;
        this.behaviour = behaviour;
        this.file = file;
        peer = behaviour.peer().isPresent() ? StateFile.real(behaviour.peer().get()) : null;
    }

    /** Begins to save what the device has. */
    abstract Session save(Content content, Dirtying dirtying) throws IOException;

    /** Begins to resume. */
    abstract Session resume(StateDraft draft) throws IOException;

    /**
     * Opens the device in the file, or makes it.
     *
     * @throws IOException if the file has no such device in it, with a message that says why
     */
    final void open() throws IOException {
        if (file.isNew()) {
            make(file.made().getOrDefault(PeerDma.DMA.name(), PeerDma.OFF).equals(PeerDma.ON));
        } else {
            configuration = ConfigurationNotes.read(file);
            model.check(file.content());
            enter(lasting(named(file.state())));
        }
        unaccountable = standsStill();
        PeerDma.opened(this);
    }

    private S named(String name) throws IOException {
        try {
            return behaviour.machine().parseState(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("its state is '" + name + "', which there is not", e);
        }
    }

    /** The state that outlasts the last descriptor: what is in an error or stopped for good; all others run. */
    private S lasting(S was) {
        boolean stopped = was.activity() == DeviceActivity.STOPPED && was.dataPhase() == DataPhase.NONE;
        boolean lasts = was.isError() || stopped && behaviour.machine().states().contains(was);
        return lasts ? was : behaviour.machine().stateAfterReset();
    }

    private void make(boolean dma) throws IOException {
        configuration = PeerDma.allow(model.configuration(), dma);
        ConfigurationNotes.write(file, configuration);
        try (StateDraft content = file.draft()) {
            model.make(content.content());
            file.replace(content);
        }
        enter(behaviour.machine().stateAfterReset());
    }

    private void enter(S to) throws IOException {
        state = to;
        file.state(to.toString());
    }

    /** Takes a step, or suffers what was to happen at it. */
    final void step(Arc<S> step) throws IOException {
        Optional<StepFault<S>> fault = behaviour.steps().at(step);
        if (fault.isPresent()) {
            suffer("go from " + step.from() + " to " + step.to(), fault.get());
        }
        if (step.openedSession().equals(Optional.of(DataSessionKind.SAVE))) {
            session = save(file.content(), behaviour.dirtying().anew());
        } else if (step.openedSession().equals(Optional.of(DataSessionKind.RESUME))) {
            session = resume(file.draft());
        } else if (step.from().dataPhase() == DataPhase.RESUMING
                && step.to().dataPhase() != DataPhase.RESUMING
                && session != null) {
            file.replace(session.finish());
        }
        moveTo(step.to());
        PeerDma.check(this);
    }

    private void suffer(String operation, StepFault<S> fault) throws IOException {
        unaccountable = true;
        if (fault.hangs()) {
            gate.hang(operation);
        }
        moveTo(fault.left() == null ? state : fault.left());
        throw new VfioException(operation, fault.errno());
    }

    /** Takes the session along, or ends it. */
    final void moveTo(S to) throws IOException {
        if (session != null && !goesOn(to.dataPhase())) {
            endSession();
        } else if (session != null && (state.dataPhase() != to.dataPhase())) {
            session.enter(to.dataPhase());
        }
        enter(to);
    }

    private boolean goesOn(DataPhase phase) {
        return session.isSaving()
                ? phase == DataPhase.PRE_COPY || phase == DataPhase.STOP_COPY
                : phase == DataPhase.RESUMING;
    }

    private void endSession() throws IOException {
        if (session != null) {
            Session ended = session;
            session = null;
            ended.end();
        }
    }

    /** What a reset does. */
    final void loseEverything() throws IOException {
        endSession();
        make(false);
    }

    public final String driver() {
        return model.driver();
    }

    public final DeviceConfiguration readConfiguration() throws VfioException {
        return call("read the configuration", () -> configuration);
    }

    public final void writeConfiguration(DeviceConfiguration given) throws VfioException {
        call("write the configuration", () -> {
            configuration = ConfigurationNotes.given(configuration, given);
            ConfigurationNotes.write(file, configuration);
            PeerDma.check(this);
            return null;
        });
    }

    public final void reset() throws VfioException {
        call("reset", () -> {
            Optional<StepFault<S>> fault = behaviour.steps().atReset();
            if (fault.isPresent()) {
                suffer("reset", fault.get());
            }
            loseEverything();
            return null;
        });
    }

    /** @throws IllegalStateException when all is closed, if something of the device was not closed before */
    public final void close() throws VfioException {
        if (gate.isClosed()) {
            return;
        }
        int leaked = gate.isBusy() ? 0 : leaked();
        gate.close();
        PeerDma.closed(this);
        try {
            endSession();
            enter(lasting(state));
        } catch (IOException e) {
            throw StateFile.failure("close the simulated device", e);
        } finally {
            file.close();
        }
        if (leaked > 0) {
            throw new IllegalStateException("close the device: " + leaked + " descriptors of data sessions are open");
        }
    }

    /** How many descriptors of the device are open beside its own. */
    int leaked() {
        return 0;
    }

    /** Makes a call to this device or to what belongs to it. */
    final <T> T call(String operation, CallGate.Call<T> call) throws VfioException {
        return gate.call(operation, call);
    }

    /** How many bytes the device lets be read at once, from {@code position} of a session on. */
    final long readable(String operation, long position) throws VfioException {
        return behaviour.data().readable(operation, position, gate);
    }

    /** The same for writing. */
    final long writable(String operation, long position) throws VfioException {
        return behaviour.data().writable(operation, position, gate);
    }

    /** Is reset, if it was told to be when a session has come so far. */
    final void mayBeReset(long position) throws IOException {
        if (behaviour.data().resetsAt(position)) {
            loseEverything();
        }
    }

    final boolean isClosed() {
        return gate.isClosed();
    }

    final Content content() {
        return file.content();
    }

    final S now() {
        return state;
    }

    final Optional<Session> session() {
        return Optional.ofNullable(session);
    }

    /** Where the device lives. */
    final Path place() {
        return file.path();
    }

    /** Whether it starts DMA to a device in this place. */
    final boolean reaches(Path place) {
        return place.equals(peer)
                && state.activity() == DeviceActivity.RUNNING
                && !state.isError()
                && PeerDma.isAllowed(configuration);
    }

    /** Whether nothing that reaches it is answered. */
    final boolean standsStill() {
        return state.activity() == DeviceActivity.STOPPED;
    }

    /** Whether it is where it is by a fault, or was when it was opened, so that nobody here is to blame. */
    final boolean isUnaccountable() {
        return unaccountable;
    }
}
