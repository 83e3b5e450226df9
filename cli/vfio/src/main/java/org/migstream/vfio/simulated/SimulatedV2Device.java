// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.migstream.vfio.Arc;
import org.migstream.vfio.DataDescriptor;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.Errno;
import org.migstream.vfio.Transition;
import org.migstream.vfio.V2Device;
import org.migstream.vfio.V2DeviceState;
import org.migstream.vfio.VfioException;

/**
 * The kernel's part of a simulated v2 device: which states can be asked for, and the descriptors of sessions.
 *
 * <p>As vfio_main.c does, it takes a request apart into steps and stays where the first one fails.
 */
final class SimulatedV2Device extends SimulatedDevice<V2DeviceState> implements V2Device {
    private final SimulatedDriver driver;
    private final V2DeviceOptions options;
    private final AtomicInteger openDescriptors = new AtomicInteger();

    private SimulatedV2Device(SimulatedDriver driver, V2DeviceOptions behaviour, SimulatedStateFile file)
            throws IOException {
        super(driver, behaviour.faultPlan(), file);
        this.driver = driver;
        this.options = behaviour;
    }

    /** See {@link SimulatedDevice#open}. */
    static SimulatedV2Device open(SimulatedDriver driver, V2DeviceOptions behaviour, SimulatedStateFile file)
            throws IOException {
        SimulatedV2Device device = new SimulatedV2Device(driver, behaviour, file);
        device.open();
        return device;
    }

    @Override
    public long migrationFlags() {
        return options.flags().bits();
    }

    @Override
    public V2DeviceState state() throws VfioException {
        return call("ask for the state", this::currentState);
    }

    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        return call("ask for the size of the data", () -> OptionalLong.of(driver.stopCopyLength(content())));
    }

    @Override
    public Optional<DataDescriptor> setState(V2DeviceState to) throws VfioException {
        String request = "go to " + to;
        return call(request, () -> {
            if (currentState() == V2DeviceState.STOP_COPY
                    && to.dataPhase() == DataPhase.PRE_COPY
                    && options.flags().hasState(to)) {
                throw new IllegalStateException(request + " from " + currentState() + ": Linux 6.12 hangs for ever");
            }
            Transition<V2DeviceState> way = options.faultPlan().machine().transition(currentState(), to);
            if (way.refusal().isPresent()) {
                throw new VfioException(request, Errno.EINVAL);
            }
            for (Arc<V2DeviceState> step : way.arcs()) {
                takeStep(step);
            }
            return way.openedSession().isPresent() ? Optional.of(openDescriptor(request)) : Optional.empty();
        });
    }

    /** None that nobody could close any more. */
    private DataDescriptor openDescriptor(String request) throws VfioException {
        if (isClosed()) {
            throw new VfioException(request, Errno.ENODEV);
        }
        openDescriptors.incrementAndGet();
        return (SimulatedV2Session) session().orElseThrow();
    }

    @Override
    MigrationSession beginSave(StateContent content, DirtyRounds dirtying) throws IOException {
        return SimulatedV2Session.forSave(this, driver.beginSave(content, dirtying));
    }

    @Override
    MigrationSession beginResume(PendingStateFile draft) throws IOException {
        return SimulatedV2Session.forResume(this, driver.beginLoad(draft.content()), draft);
    }

    @Override
    int openDescriptorCount() {
        return openDescriptors.get();
    }

    boolean returnsEnomsg() {
        return options.returnsEnomsg();
    }

    void releaseDescriptor() {
        openDescriptors.decrementAndGet();
    }
}
