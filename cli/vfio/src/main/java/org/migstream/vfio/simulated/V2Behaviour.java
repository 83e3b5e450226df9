// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.List;
import java.util.stream.Stream;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.V2DeviceState;
import org.migstream.vfio.V2StateMachine;

/**
 * What a v2 device is told for as long as it is open.
 *
 * @param flags what it offers
 * @param common what v1 can be told too
 * @param answersNoMessage whether a read in pre-copy that finds nothing answers ENOMSG, else 0
 */
record V2Behaviour(MigrationFlags flags, Behaviour<V2DeviceState> common, boolean answersNoMessage) {
    private static final Option FEATURES = new Option(
            "features", "STOP_COPY[+P2P][+PRE_COPY]", "offers these, whatever the driver it is a copy of offers");
    private static final List<String> ENDS = List.of("enomsg", "zero");
    private static final Option PRE_COPY_END = new Option(
            "precopy-end", String.join("|", ENDS), "answers that when there is nothing to read in pre-copy for now");

    static final List<Option> OPTIONS = Stream.of(
                    List.of(FEATURES, PRE_COPY_END), Behaviour.OPTIONS, DataFaults.DESCRIPTOR_OPTIONS)
            .flatMap(List::stream)
            .toList();

    /** @throws IllegalArgumentException for an option that will not do */
    static V2Behaviour of(Options options, SimulatedDriver driver) {
        MigrationFlags flags =
                options.text(FEATURES).map(names -> features(options, names)).orElse(driver.features());
        String end = options.word(PRE_COPY_END, ENDS, ENDS.get(driver.answersNoMessage() ? 0 : 1));
        return new V2Behaviour(flags, Behaviour.of(options, new V2StateMachine(flags)), end.equals(ENDS.get(0)));
    }

    private static MigrationFlags features(Options options, String names) {
        try {
            return MigrationFlags.ofNames(List.of(names.split("\\+", -1)));
        } catch (IllegalArgumentException e) {
            throw options.wrong(FEATURES, names, "names with + between them: " + e.getMessage());
        }
    }
}
