// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Comparator;
import java.util.List;

/**
 * What both uAPIs have in common: the way to a state.
 *
 * @param <S> the states of one uAPI
 */
abstract sealed class SteppingDevice<S extends MigrationState> implements MigrationDevice
        permits V1Migration, V2Migration {
    private final OpenDevice device;
    private final StateMachine<S> machine;

    SteppingDevice(OpenDevice device, StateMachine<S> machine) {
        this.device = device;
        this.machine = machine;
    }

    @Override
    public final StateMachine<S> machine() {
        return machine;
    }

    @Override
    public final String driver() {
        return device.driver();
    }

    @Override
    public final List<OpenFile> files() {
        return device.files();
    }

    @Override
    public final DeviceConfiguration configuration() throws VfioException {
        return device.configuration();
    }

    @Override
    public final void configure(DeviceConfiguration configuration) throws VfioException {
        device.configure(configuration);
    }

    @Override
    public abstract S state() throws VfioException;

    /** Asks for a state that is one step away. */
    abstract void step(S to) throws VfioException;

    @Override
    public final List<Step> way(DeviceActivity activity, DataPhase data) throws VfioException {
        S from = state();
        List<Transition<S>> ways = machine.states().stream()
                .filter(state -> state.activity() == activity && state.data() == data)
                .map(to -> machine.request(from, to))
                .toList();
        if (ways.isEmpty()) {
            throw new IllegalArgumentException("no state is " + activity + " with data " + data);
        }
        Transition<S> way = ways.stream()
                .filter(transition -> transition.refusal().isEmpty())
                .min(Comparator.comparingInt(transition -> transition.path().size()))
                .orElse(ways.get(0));
        if (way.refusal().isPresent()) {
            throw new VfioException(
                    "go from " + from + " to " + way.to(), way.refusal().get());
        }
        return way.arcs().stream()
                .<Step>map(arc -> new ArcStep(arc.from(), arc.to()))
                .toList();
    }

    /** The step along one arc. */
    private final class ArcStep implements Step {
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
        public void take() throws VfioException {
            step(to);
            S reached = state();
            if (reached.value() != to.value()) {
                throw new VfioException(operation(), "the device says it did, but is in " + reached);
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
