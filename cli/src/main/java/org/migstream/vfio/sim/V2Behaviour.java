// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.sim;

import java.util.List;
import org.migstream.vfio.DeviceState;
import org.migstream.vfio.DeviceStateMachine;
import org.migstream.vfio.MigrationFlags;

/**
 * What a v2 device is told for as long as it is open: the options that every driver has.
 *
 * @param machine the states that it offers
 * @param steps faults of steps
 * @param data faults of data
 * @param dirtying how it changes while it is saved
 * @param answersNoMessage whether a read in pre-copy that finds nothing answers ENOMSG, else 0
 */
record V2Behaviour(
        DeviceStateMachine machine,
        StepFaults<DeviceState> steps,
        DataFaults data,
        Dirtying dirtying,
        boolean answersNoMessage) {
    private static final String FEATURES = "features";
    private static final String PRE_COPY_END = "precopy-end";
    private static final List<String> ENDS = List.of("enomsg", "zero");

    static final List<String> OPTIONS = List.of(
            FEATURES,
            Dirtying.OPTION,
            PRE_COPY_END,
            StepFaults.FAIL,
            StepFaults.HANG,
            DataFaults.READ_ERROR,
            DataFaults.WRITE_ERROR,
            DataFaults.READ_HANG,
            DataFaults.WRITE_HANG,
            DataFaults.SHORT_READS,
            DataFaults.RESET_AFTER);

    /** @throws IllegalArgumentException for an option that will not do */
    static V2Behaviour of(Options options, SimulatedDriver driver) {
        DeviceStateMachine machine = new DeviceStateMachine(
                options.text(FEATURES).map(names -> features(options, names)).orElse(driver.features()));
        return new V2Behaviour(
                machine,
                new StepFaults<>(options, machine),
                new DataFaults(options),
                Dirtying.of(options),
                options.text(PRE_COPY_END)
                        .map(end -> answersNoMessage(options, end))
                        .orElse(driver.answersNoMessage()));
    }

    private static MigrationFlags features(Options options, String names) {
        try {
            return MigrationFlags.named(List.of(names.split("\\+", -1)));
        } catch (IllegalArgumentException e) {
            throw options.wrong(FEATURES, names, "names with + between them: " + e.getMessage());
        }
    }

    private static boolean answersNoMessage(Options options, String end) {
        if (!ENDS.contains(end)) {
            throw options.wrong(PRE_COPY_END, end, String.join(" or ", ENDS));
        }
        return end.equals(ENDS.get(0));
    }
}
