// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.sim;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.migstream.vfio.Arc;
import org.migstream.vfio.DataDescriptor;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DataSession;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.DeviceState;
import org.migstream.vfio.Errno;
import org.migstream.vfio.Transition;
import org.migstream.vfio.V2Device;
import org.migstream.vfio.VfioException;

/**
 * The kernel's part of a simulated v2 device: states, sessions, what is an error. Faults come in here too.
 *
 * <p>As vfio_main.c does, it takes a request apart into steps and stays where the first one fails.
 */
final class SimulatedV2 implements V2Device {
    /** The states that outlast the last descriptor; a device in any other runs when it is opened again. */
    private static final Set<DeviceState> LASTING = Set.of(DeviceState.STOP, DeviceState.ERROR);

    private final SimulatedDriver driver;
    private final V2Behaviour behaviour;
    private final StateFile file;
    private final CallGate gate = new CallGate();
    private final AtomicInteger descriptors = new AtomicInteger();
    private DeviceConfiguration configuration;
    private DeviceState state;
    private SimulatedSession session;

    private SimulatedV2(SimulatedDriver driver, V2Behaviour behaviour, StateFile file) {
        this.driver = driver;
        this.behaviour = behaviour;
        this.file = file;
    }

    /**
     * Opens the device in a file, or makes it.
     *
     * @throws IOException if the file has no such device in it, with a message that says why
     */
    static SimulatedV2 open(SimulatedDriver driver, V2Behaviour behaviour, StateFile file) throws IOException {
        SimulatedV2 device = new SimulatedV2(driver, behaviour, file);
        device.load();
        return device;
    }

    private void load() throws IOException {
        if (file.isNew()) {
            make();
            return;
        }
        configuration = ConfigurationNotes.read(file);
        driver.check(file);
        try {
            DeviceState was = DeviceState.valueOf(file.state());
            enter(LASTING.contains(was) ? was : DeviceState.RUNNING);
        } catch (IllegalArgumentException e) {
            throw new IOException("there is no state " + file.state(), e);
        }
    }

    private void make() throws IOException {
        configuration = driver.configuration();
        ConfigurationNotes.write(file, configuration);
        try (StateDraft content = file.draft()) {
            driver.make(content);
            file.replace(content);
        }
        enter(DeviceState.RUNNING);
    }

    private void enter(DeviceState to) throws IOException {
        state = to;
        file.state(to.name());
    }

    @Override
    public String driver() {
        return driver.driver();
    }

    @Override
    public long migrationFlags() {
        return behaviour.machine().flags().bits();
    }

    @Override
    public DeviceState state() throws VfioException {
        return call("ask for the state", () -> state);
    }

    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        return call("ask for the size of the data", () -> OptionalLong.of(driver.stopCopyLength(file)));
    }

    @Override
    public Optional<DataDescriptor> setState(DeviceState to) throws VfioException {
        String request = "go to " + to;
        return call(request, () -> {
            if (state == DeviceState.STOP_COPY
                    && to.data() == DataPhase.PRE_COPY
                    && behaviour.machine().flags().offer(to)) {
                throw new IllegalStateException(request + " from " + state + ": Linux 6.12 hangs for ever");
            }
            Transition<DeviceState> way = behaviour.machine().request(state, to);
            if (way.refusal().isPresent()) {
                throw new VfioException(request, Errno.EINVAL);
            }
            for (Arc<DeviceState> step : way.arcs()) {
                step(step);
            }
            return way.session().isPresent() ? Optional.of(descriptor(request)) : Optional.empty();
        });
    }

    /** None that nobody could close any more. */
    private DataDescriptor descriptor(String request) throws VfioException {
        if (gate.isClosed()) {
            throw new VfioException(request, Errno.ENODEV);
        }
        descriptors.incrementAndGet();
        return session;
    }

    private void step(Arc<DeviceState> step) throws IOException {
        Optional<StepFault<DeviceState>> fault = behaviour.steps().at(step);
        if (fault.isPresent()) {
            suffer("go from " + step.from() + " to " + step.to(), fault.get());
        }
        if (step.opens().equals(Optional.of(DataSession.SAVE))) {
            session = SimulatedSession.save(
                    this, driver.save(file, behaviour.dirtying().anew()));
        } else if (step.opens().equals(Optional.of(DataSession.RESUME))) {
            StateDraft draft = file.draft();
            session = SimulatedSession.resume(this, driver.load(draft), draft);
        } else if (step.from() == DeviceState.RESUMING) {
            file.replace(session.finish());
        }
        moveTo(step.to());
    }

    private void suffer(String operation, StepFault<DeviceState> fault) throws IOException {
        if (fault.hangs()) {
            gate.hang(operation);
        }
        moveTo(fault.left() == null ? state : fault.left());
        throw new VfioException(operation, fault.errno());
    }

    /** Takes the session along, or ends it. */
    private void moveTo(DeviceState to) throws IOException {
        boolean goesOn = session != null && session.isSaving()
                ? to.data() == DataPhase.PRE_COPY || to.data() == DataPhase.STOP_COPY
                : to.data() == DataPhase.RESUMING;
        if (!goesOn) {
            endSession();
        } else if (to.data() == DataPhase.STOP_COPY && session != null) {
            session.stop();
        }
        enter(to);
    }

    private void endSession() throws IOException {
        if (session != null) {
            session.end();
            session = null;
        }
    }

    @Override
    public DeviceConfiguration configuration() throws VfioException {
        return call("read the configuration", () -> configuration);
    }

    @Override
    public void configure(DeviceConfiguration given) throws VfioException {
        call("write the configuration", () -> {
            configuration = ConfigurationNotes.given(configuration, given);
            ConfigurationNotes.write(file, configuration);
            return null;
        });
    }

    @Override
    public void reset() throws VfioException {
        call("reset", () -> {
            Optional<StepFault<DeviceState>> fault = behaviour.steps().atReset();
            if (fault.isPresent()) {
                suffer("reset", fault.get());
            }
            loseEverything();
            return null;
        });
    }

    /** What a reset does. */
    void loseEverything() throws IOException {
        endSession();
        make();
    }

    /** @throws IllegalStateException when all is closed, if a descriptor was not closed before */
    @Override
    public void close() throws VfioException {
        if (gate.isClosed()) {
            return;
        }
        int leaked = gate.isBusy() ? 0 : descriptors.get();
        gate.close();
        try {
            endSession();
            enter(LASTING.contains(state) ? state : DeviceState.RUNNING);
        } catch (IOException e) {
            throw StateFile.failure("close the simulated device", e);
        } finally {
            file.close();
        }
        if (leaked > 0) {
            throw new IllegalStateException("close the device: " + leaked + " descriptors of data sessions are open");
        }
    }

    /** Makes a call to this device or to one of its descriptors. */
    <T> T call(String operation, CallGate.Call<T> call) throws VfioException {
        return gate.call(operation, call);
    }

    /** How many bytes the device lets be read at once, from {@code position} of a session on. */
    long readable(String operation, long position) throws VfioException {
        return behaviour.data().readable(operation, position, gate);
    }

    /** The same for writing. */
    long writable(String operation, long position) throws VfioException {
        return behaviour.data().writable(operation, position, gate);
    }

    /** Whether the device is reset when a session has come so far. */
    boolean resetsAt(long position) {
        return behaviour.data().resetsAt(position);
    }

    DataPhase phase() {
        return state.data();
    }

    boolean answersNoMessage() {
        return behaviour.answersNoMessage();
    }

    void descriptorClosed() {
        descriptors.decrementAndGet();
    }
}
