// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.migstream.spi.Comparison;
import org.migstream.spi.Facts;

/**
 * Compares service level agreements (SLAs) as adf_mstate_sla_check() does. The fact {@code slas} is an array; each
 * element is an array of service, mask of ring pairs, committed information rate and peak information rate.
 *
 * <p>The masks number the ring pairs of the whole physical function, so virtual functions with different numbers have
 * different masks. The kernel therefore refuses a state from a virtual function with another number.
 */
final class QatSlaCheck {
    private static final int VALUES_PER_SLA = 4;

    private record Sla(long service, long rings, long committed, long peak) {
        boolean hasSameServiceAndRings(Sla other) {
            return service == other.service && rings == other.rings;
        }

        boolean covers(Sla other) {
            return committed >= other.committed && peak >= other.peak;
        }

        @Override
        public String toString() {
            return "[" + service + ", 0x" + Long.toHexString(rings) + ", " + committed + ", " + peak + "]";
        }
    }

    private QatSlaCheck() {}

    static void check(Comparison comparison) {
        Optional<List<Sla>> saved = readSlas(comparison::requireSavedNumber);
        Optional<List<Sla>> target = readSlas(comparison::requireTargetNumber);
        if (saved.isPresent() && target.isPresent()) {
            saved.get().forEach(sla -> check(comparison, sla, target.get()));
        }
    }

    /** Compares a saved SLA with the first target SLA for the same service and ring pairs, as the kernel does. */
    private static void check(Comparison comparison, Sla saved, List<Sla> target) {
        Optional<Sla> match = target.stream()
                .filter(candidate -> candidate.hasSameServiceAndRings(saved))
                .findFirst();
        if (match.isEmpty()) {
            comparison.incompatible(
                    "SLA_MISSING",
                    "the target has no service level agreement for the same service and ring pairs; ring pairs are "
                            + "numbered over the whole physical function, so the kernel also refuses a virtual function "
                            + "with another number",
                    Optional.of(saved.toString()),
                    Optional.empty());
        } else if (!match.get().covers(saved)) {
            comparison.incompatible(
                    "SLA_TOO_SMALL",
                    "the target's service level agreement has a lower rate",
                    Optional.of(saved.toString()),
                    match.map(Sla::toString));
        }
    }

    /** Returns the SLAs; empty if a number is missing. {@code facts} reports a missing number. */
    private static Optional<List<Sla>> readSlas(Function<String, OptionalLong> facts) {
        OptionalLong count = facts.apply(QatFacts.SLAS + "." + Facts.COUNT);
        if (count.isEmpty()) {
            return Optional.empty();
        }
        List<Sla> slas = new ArrayList<>();
        for (long i = 0; i < count.getAsLong(); i++) {
            long[] values = new long[VALUES_PER_SLA];
            for (int j = 0; j < VALUES_PER_SLA; j++) {
                OptionalLong value = facts.apply(QatFacts.SLAS + "." + i + "." + j);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                values[j] = value.getAsLong();
            }
            slas.add(new Sla(values[0], values[1], values[2], values[3]));
        }
        return Optional.of(slas);
    }
}
