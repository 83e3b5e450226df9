// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.OpenDevice.OpenFile;
import org.migstream.vfio.StateMachine.Transition;

/**
 * Finds the path to a state and performs its steps, for v1 and v2.
 *
 * @param <S> the states of one uAPI
 */
abstract sealed class StateMachineDevice<S extends MigrationState> implements MigrationDevice
        permits V1MigrationDevice, V2MigrationDevice {
    private final OpenDevice device;
    private final StateMachine<S> stateMachine;

    StateMachineDevice(OpenDevice device, StateMachine<S> stateMachine) {
        this.device = device;
        this.stateMachine = stateMachine;
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

    /** Requests a state that is one step away. */
    abstract void setState(S to) throws VfioException;

    @Override
    public final List<StateChange> pathTo(DeviceActivity activity, DataPhase data) throws VfioException {
        S from = state();
        List<Transition<S>> transitions = stateMachine.states().stream()
                .filter(state -> state.activity() == activity && state.dataPhase() == data)
                .map(to -> stateMachine.transition(from, to))
                .toList();
        if (transitions.isEmpty()) {
            throw new IllegalArgumentException(
                    "the device has no state with activity " + activity + " and data phase " + data);
        }
        Transition<S> shortest = transitions.stream()
                .filter(transition -> transition.refusal().isEmpty())
                .min(Comparator.comparingInt(transition -> transition.path().size()))
                .orElse(transitions.get(0));
        if (shortest.refusal().isPresent()) {
            throw new VfioException(
                    "go from " + from + " to " + shortest.to(),
                    shortest.refusal().get());
        }
        return shortest.arcs().stream()
                .<StateChange>map(arc -> new ArcStep(arc.from(), arc.to()))
                .toList();
    }

    /** A step along one arc of the state machine. */
    private final class ArcStep implements StateChange {
        private final S from;
        private final S to;

        ArcStep(S from, S to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public S from() {
            return from;
        }

        @Override
        public S to() {
            return to;
        }

        @Override
        public void execute() throws VfioException {
            setState(to);
            S reached = state();
            if (reached.value() != to.value()) {
                throw new VfioException(operation(), "the device reported success, but is in " + reached);
            }
        }
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
