// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.OpenDevice.OpenFile;
import org.migstream.vfio.StateMachine.Arc;

/**
 * Plans the requests that lead to a state and makes them, for v1 and v2.
 *
 * @param <S> the states of one uAPI
 */
abstract sealed class StateMachineDevice<S extends MigrationState> implements MigrationDevice
        permits V1MigrationDevice, V2MigrationDevice {
    private final OpenDevice device;
    private final StateMachine<S> stateMachine;
    private final StatePlanner<S> planner;

    StateMachineDevice(OpenDevice device, StateMachine<S> stateMachine) {
        this.device = device;
        this.stateMachine = stateMachine;
        planner = new StatePlanner<>(stateMachine);
    }

    @Override
    public final StateMachine<S> stateMachine() {
        return stateMachine;
    }

    @Override
    public final Optional<String> decoderName() {
        return device.decoderName();
    }

    @Override
    public final Optional<String> kernelDriver() {
        return device.kernelDriver();
    }

    @Override
    public final List<OpenFile> files() {
        return device.files();
    }

    @Override
    public final DeviceConfiguration readConfiguration() throws VfioException {
        return device.readConfiguration();
    }

    @Override
    public final void writeConfiguration(DeviceConfiguration configuration) throws VfioException {
        device.writeConfiguration(configuration);
    }

    @Override
    public abstract S state() throws VfioException;

    /** Requests a state with one call. */
    abstract void setState(S to) throws VfioException;

    /**
     * Returns the states that the device entered during the last call of {@link #setState}, in order; empty if the
     * device does not tell.
     */
    List<S> statesOfLastRequest() {
        return List.of();
    }

    @Override
    public final Optional<StateChange> nextRequest(StateGoal goal, Collection<StateChange> refused)
            throws VfioException {
        return planner.nextRequest(state(), goal, refused).map(Request::new);
    }

    /** One request to the device. */
    private final class Request implements StateChange {
        private final Arc<S> arc;
        private List<S> entered = List.of();

        Request(Arc<S> arc) {
            this.arc = arc;
        }

        @Override
        public S from() {
            return arc.from();
        }

        @Override
        public S to() {
            return arc.to();
        }

        @Override
        public List<MigrationState> through() {
            return List.copyOf(entered);
        }

        @Override
        public boolean goesSeveralSteps() {
            return stateMachine.transition(arc.from(), arc.to()).path().size() > 1;
        }

        @Override
        public void execute() throws VfioException {
            try {
                setState(arc.to());
            } finally {
                entered = statesOfLastRequest();
            }
            S reached = state();
            if (reached.value() != arc.to().value()) {
                throw new VfioException(operation(), "the device reported success, but is in " + reached);
            }
        }
    }

    @Override
    public final void onDeviceRequest(Runnable listener) throws VfioException {
        device.onDeviceRequest(listener);
    }

    @Override
    public final boolean canReset() {
        return device.canReset();
    }

    @Override
    public void reset() throws VfioException {
        device.reset();
    }

    @Override
    public void close() throws VfioException {
        device.close();
    }
}
