// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.List;
import java.util.stream.Stream;
import org.migstream.vfio.V1DeviceState;
import org.migstream.vfio.V1StateMachine;

/**
 * What a v1 device is told for as long as it is open.
 *
 * @param offersNdma whether it offers that bit
 * @param windowSize the most that its window holds, bytes
 * @param faultPlan what v2 can be told too
 */
record V1DeviceOptions(boolean offersNdma, int windowSize, FaultPlan<V1DeviceState> faultPlan) {
    private static final List<String> NDMA_CHOICES = List.of("NDMA", "none");
    private static final SimulatedOption FEATURES =
            new SimulatedOption("features", String.join("|", NDMA_CHOICES), "offers that bit, or not (none)");
    private static final int MIN_WINDOW_SIZE = 64;
    private static final int MAX_WINDOW_SIZE = 1 << 20;
    private static final int DEFAULT_WINDOW_SIZE = 16 << 10;
    private static final SimulatedOption CHUNK =
            new SimulatedOption("chunk", "BYTES", "has a window of that size (16K), up to 1M");

    static final List<SimulatedOption> OPTIONS = Stream.of(List.of(FEATURES, CHUNK), FaultPlan.OPTIONS)
            .flatMap(List::stream)
            .toList();

    /** @throws IllegalArgumentException for an option that will not do */
    static V1DeviceOptions of(OptionValues options) {
        boolean ndma =
                options.choice(FEATURES, NDMA_CHOICES, NDMA_CHOICES.get(1)).equals(NDMA_CHOICES.get(0));
        int chunk = (int) options.number(CHUNK, MIN_WINDOW_SIZE, MAX_WINDOW_SIZE, DEFAULT_WINDOW_SIZE);
        V1StateMachine machine = new V1StateMachine(ndma, V1StateMachine.DEFAULT_PRECEDENCE);
        return new V1DeviceOptions(ndma, chunk, FaultPlan.of(options, machine));
    }
}
