// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.List;
import java.util.stream.Stream;
import org.migstream.vfio.V1DeviceState;
import org.migstream.vfio.V1StateMachine;

/**
 * What a v1 device is told for as long as it is open.
 *
 * @param ndma whether it offers that bit
 * @param chunk the most that its window holds, bytes
 * @param common what v2 can be told too
 */
record V1Behaviour(boolean ndma, int chunk, Behaviour<V1DeviceState> common) {
    private static final List<String> NDMA = List.of("NDMA", "none");
    private static final Option FEATURES =
            new Option("features", String.join("|", NDMA), "offers that bit, or not (none)");
    private static final int LEAST_CHUNK = 64;
    private static final int LARGEST_CHUNK = 1 << 20;
    private static final int DEFAULT_CHUNK = 16 << 10;
    private static final Option CHUNK = new Option("chunk", "BYTES", "has a window of that size (16K), up to 1M");

    static final List<Option> OPTIONS = Stream.of(List.of(FEATURES, CHUNK), Behaviour.OPTIONS)
            .flatMap(List::stream)
            .toList();

    /** @throws IllegalArgumentException for an option that will not do */
    static V1Behaviour of(Options options) {
        boolean ndma = options.word(FEATURES, NDMA, NDMA.get(1)).equals(NDMA.get(0));
        int chunk = (int) options.number(CHUNK, LEAST_CHUNK, LARGEST_CHUNK, DEFAULT_CHUNK);
        V1StateMachine machine = new V1StateMachine(ndma, V1StateMachine.DEFAULT_PRECEDENCE);
        return new V1Behaviour(ndma, chunk, Behaviour.of(options, machine));
    }
}
