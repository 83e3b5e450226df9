// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * The options of an open device that v1 and v2 have in common.
 *
 * @param <S> the states of one uAPI
 * @param machine the states of the device
 * @param stepFaults the faults of steps and resets
 * @param dataFaults the faults of data
 * @param dirtyRounds the changes of the content in pre-copy
 * @param peer the state file of the device to which this device starts DMA; null if there is no such device
 * @param requestDelay the time after which the kernel requests the device; null if it never does
 */
record FaultPlan<S extends MigrationState>(
        StateMachine<S> machine,
        StepFaults<S> stepFaults,
        DataFaults dataFaults,
        DirtyRounds dirtyRounds,
        @Nullable Path peer,
        @Nullable Duration requestDelay) {
    private static final SimulatedOption PEER = new SimulatedOption(
            "peer", "STATE-FILE", "start DMA to the device in that file while running with dma=on; needs P2P or NDMA");
    private static final SimulatedOption REQUEST_AFTER = new SimulatedOption(
            "request-after", "MILLISECONDS", "request the device back this long after it was opened, as at an unbind");
    private static final long MAX_REQUEST_MILLIS = Integer.MAX_VALUE;

    static final List<SimulatedOption> OPTIONS = Stream.of(
                    List.of(DirtyRounds.OPTION), StepFaults.OPTIONS, DataFaults.OPTIONS, List.of(PEER, REQUEST_AFTER))
            .flatMap(List::stream)
            .toList();

    /** @throws IllegalArgumentException if an option is not valid */
    static <S extends MigrationState> FaultPlan<S> of(OptionValues options, StateMachine<S> machine) {
        return new FaultPlan<>(
                machine,
                new StepFaults<>(options, machine),
                new DataFaults(options),
                DirtyRounds.of(options),
                options.value(PEER)
                        .map(file -> parsePeer(options, file, machine))
                        .orElse(null),
                options.value(REQUEST_AFTER)
                        .map(text -> Duration.ofMillis(options.number(REQUEST_AFTER, text, 0, MAX_REQUEST_MILLIS)))
                        .orElse(null));
    }

    /** Returns the state file of the device to which this device starts DMA; empty if there is no such device. */
    Optional<Path> peerStateFile() {
        return Optional.ofNullable(peer);
    }

    private static Path parsePeer(OptionValues options, String file, StateMachine<?> machine) {
        if (machine.states().stream().noneMatch(state -> state.activity() == DeviceActivity.P2P_QUIESCENT)) {
            throw options.invalidValue(
                    PEER, file, "possible without P2P or NDMA: no state of the device stops its DMA");
        }
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw options.invalidValue(PEER, file, "a path");
        }
    }
}
