// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateMachine;

/**
 * What any device is told for as long as it is open.
 *
 * @param <S> the states of one uAPI
 * @param machine the states that it offers
 * @param steps faults of steps
 * @param data faults of data
 * @param dirtying how it changes while it is saved
 * @param peer the state file of the device that it starts DMA to
 */
record Behaviour<S extends MigrationState>(
        StateMachine<S> machine, StepFaults<S> steps, DataFaults data, Dirtying dirtying, Optional<Path> peer) {
    private static final Option PEER = new Option(
            "peer",
            "STATE-FILE",
            "starts DMA to the device in that file whenever it runs and dma is on; must have P2P or NDMA");

    static final List<Option> OPTIONS = Stream.of(
                    List.of(Dirtying.OPTION), StepFaults.OPTIONS, DataFaults.OPTIONS, List.of(PEER))
            .flatMap(List::stream)
            .toList();

    /** @throws IllegalArgumentException for an option that will not do */
    static <S extends MigrationState> Behaviour<S> of(Options options, StateMachine<S> machine) {
        return new Behaviour<>(
                machine,
                new StepFaults<>(options, machine),
                new DataFaults(options),
                Dirtying.of(options),
                options.text(PEER).map(file -> peer(options, file, machine)));
    }

    private static Path peer(Options options, String file, StateMachine<?> machine) {
        if (machine.states().stream().noneMatch(state -> state.activity() == DeviceActivity.P2P_QUIESCENT)) {
            throw options.wrong(
                    PEER,
                    file,
                    "possible: without P2P or NDMA the device cannot be kept from it, so nobody would let it");
        }
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw options.wrong(PEER, file, "a path");
        }
    }
}
