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
final class SimulatedV2 extends SimulatedDevice<V2DeviceState> implements V2Device {
    private final SimulatedDriver driver;
    private final V2Behaviour behaviour;
    private final AtomicInteger descriptors = new AtomicInteger();

    private SimulatedV2(SimulatedDriver driver, V2Behaviour behaviour, StateFile file) throws IOException {
        super(driver, behaviour.common(), file);
        this.driver = driver;
        this.behaviour = behaviour;
    }

    /** See {@link SimulatedDevice#open}. */
    static SimulatedV2 open(SimulatedDriver driver, V2Behaviour behaviour, StateFile file) throws IOException {
        SimulatedV2 device = new SimulatedV2(driver, behaviour, file);
        device.open();
        return device;
    }

    @Override
    public long migrationFlags() {
        return behaviour.flags().bits();
    }

    @Override
    public V2DeviceState state() throws VfioException {
        return call("ask for the state", this::now);
    }

    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        return call("ask for the size of the data", () -> OptionalLong.of(driver.stopCopyLength(content())));
    }

    @Override
    public Optional<DataDescriptor> setState(V2DeviceState to) throws VfioException {
        String request = "go to " + to;
        return call(request, () -> {
            if (now() == V2DeviceState.STOP_COPY
                    && to.dataPhase() == DataPhase.PRE_COPY
                    && behaviour.flags().hasState(to)) {
                throw new IllegalStateException(request + " from " + now() + ": Linux 6.12 hangs for ever");
            }
            Transition<V2DeviceState> way = behaviour.common().machine().transition(now(), to);
            if (way.refusal().isPresent()) {
                throw new VfioException(request, Errno.EINVAL);
            }
            for (Arc<V2DeviceState> step : way.arcs()) {
                step(step);
            }
            return way.openedSession().isPresent() ? Optional.of(descriptor(request)) : Optional.empty();
        });
    }

    /** None that nobody could close any more. */
    private DataDescriptor descriptor(String request) throws VfioException {
        if (isClosed()) {
            throw new VfioException(request, Errno.ENODEV);
        }
        descriptors.incrementAndGet();
        return (SimulatedSession) session().orElseThrow();
    }

    @Override
    Session save(Content content, Dirtying dirtying) throws IOException {
        return SimulatedSession.save(this, driver.save(content, dirtying));
    }

    @Override
    Session resume(StateDraft draft) throws IOException {
        return SimulatedSession.resume(this, driver.load(draft.content()), draft);
    }

    @Override
    int leaked() {
        return descriptors.get();
    }

    boolean answersNoMessage() {
        return behaviour.answersNoMessage();
    }

    void descriptorClosed() {
        descriptors.decrementAndGet();
    }
}
