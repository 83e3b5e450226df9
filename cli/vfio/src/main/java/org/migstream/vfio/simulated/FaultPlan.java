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
 * @param stepFaults faults of steps
 * @param dataFaults faults of data
 * @param dirtyRounds how it changes while it is saved
 * @param peerStateFile the state file of the device that it starts DMA to
 */
record FaultPlan<S extends MigrationState>(
        StateMachine<S> machine,
        StepFaults<S> stepFaults,
        DataFaults dataFaults,
        DirtyRounds dirtyRounds,
        Optional<Path> peerStateFile) {
    private static final SimulatedOption PEER = new SimulatedOption(
            "peer",
            "STATE-FILE",
            "starts DMA to the device in that file whenever it runs and dma is on; must have P2P or NDMA");

    static final List<SimulatedOption> OPTIONS = Stream.of(
                    List.of(DirtyRounds.OPTION), StepFaults.OPTIONS, DataFaults.OPTIONS, List.of(PEER))
            .flatMap(List::stream)
            .toList();

    /** @throws IllegalArgumentException for an option that will not do */
    static <S extends MigrationState> FaultPlan<S> of(OptionValues options, StateMachine<S> machine) {
        return new FaultPlan<>(
                machine,
                new StepFaults<>(options, machine),
                new DataFaults(options),
                DirtyRounds.of(options),
                options.value(PEER).map(file -> peerStateFile(options, file, machine)));
    }

    private static Path peerStateFile(OptionValues options, String file, StateMachine<?> machine) {
        if (machine.states().stream().noneMatch(state -> state.activity() == DeviceActivity.P2P_QUIESCENT)) {
            throw options.invalidValue(
                    PEER,
                    file,
                    "possible: without P2P or NDMA the device cannot be kept from it, so nobody would let it");
        }
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw options.invalidValue(PEER, file, "a path");
        }
    }
}
