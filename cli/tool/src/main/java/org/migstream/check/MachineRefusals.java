// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.migstream.inspect.report.StreamReport;
import org.migstream.spi.Finding;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/**
 * The reasons why QEMU refuses to load one stream into the machine that wrote another, as far as the machines decide
 * this: the errors of {@link MachineComparison}.
 */
public final class MachineRefusals {
    private MachineRefusals() {}

    /**
     * Compares the machines of two streams.
     *
     * @return empty if no difference is known to decide, or if an input is not a main stream
     * @throws IOException if the list of sections cannot be read
     */
    public static List<Finding> of(StreamReport saved, StreamReport target) throws IOException {
        Optional<SavedMachine> targetMachine = SavedMachine.of(target, Set.of());
        Optional<SavedMachine> savedMachine = SavedMachine.of(
                saved, targetMachine.map(SavedMachine::comparedFields).orElse(Set.of()));
        if (savedMachine.isEmpty() || targetMachine.isEmpty()) {
            return List.of();
        }
        ReasonList reasons = new ReasonList();
        new MachineComparison(savedMachine.get(), targetMachine.get(), reasons).compare();
        return reasons.toList().stream()
                .map(Reason::finding)
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
    }
}
