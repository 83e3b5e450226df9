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
 * @param faultPlan what v1 can be told too
 * @param returnsEnomsg whether a read in pre-copy that finds nothing answers ENOMSG, else 0
 */
record V2DeviceOptions(MigrationFlags flags, FaultPlan<V2DeviceState> faultPlan, boolean returnsEnomsg) {
    private static final SimulatedOption FEATURES = new SimulatedOption(
            "features", "STOP_COPY[+P2P][+PRE_COPY]", "offers these, whatever the driver it is a copy of offers");
    private static final List<String> PRE_COPY_END_CHOICES = List.of("enomsg", "zero");
    private static final SimulatedOption PRE_COPY_END = new SimulatedOption(
            "precopy-end",
            String.join("|", PRE_COPY_END_CHOICES),
            "answers that when there is nothing to read in pre-copy for now");

    static final List<SimulatedOption> OPTIONS = Stream.of(
                    List.of(FEATURES, PRE_COPY_END), FaultPlan.OPTIONS, DataFaults.DESCRIPTOR_OPTIONS)
            .flatMap(List::stream)
            .toList();

    /** @throws IllegalArgumentException for an option that will not do */
    static V2DeviceOptions of(OptionValues options, SimulatedDriver driver) {
        MigrationFlags flags = options.value(FEATURES)
                .map(names -> parseFeatures(options, names))
                .orElse(driver.defaultFlags());
        String end = options.choice(
                PRE_COPY_END, PRE_COPY_END_CHOICES, PRE_COPY_END_CHOICES.get(driver.returnsEnomsg() ? 0 : 1));
        return new V2DeviceOptions(
                flags, FaultPlan.of(options, new V2StateMachine(flags)), end.equals(PRE_COPY_END_CHOICES.get(0)));
    }

    private static MigrationFlags parseFeatures(OptionValues options, String names) {
        try {
            return MigrationFlags.ofNames(List.of(names.split("\\+", -1)));
        } catch (IllegalArgumentException e) {
            throw options.invalidValue(FEATURES, names, "names with + between them: " + e.getMessage());
        }
    }
}
