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
 * Compares service level slas as adf_mstate_sla_check() does: the fact {@code slas}, an array of arrays of service,
 * mask of ring pairs, committed and peak information rate.
 *
 * <p>The masks count the ring pairs of the physical function, so those of two virtual functions of different numbers
 * are never equal: the kernel then refuses what would be compatible.
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

    /** Compares with the first agreement for the same service and ring pairs, as the kernel does. */
    private static void check(Comparison comparison, Sla saved, List<Sla> target) {
        Optional<Sla> here = target.stream()
                .filter(candidate -> candidate.hasSameServiceAndRings(saved))
                .findFirst();
        if (here.isEmpty()) {
            comparison.incompatible(
                    "SLA_MISSING",
                    "the target has no service level agreement for the same service and ring pairs; ring pairs are "
                            + "numbered over the whole physical function, so the kernel also refuses a virtual function "
                            + "with another number",
                    Optional.of(saved.toString()),
                    Optional.empty());
        } else if (!here.get().covers(saved)) {
            comparison.incompatible(
                    "SLA_TOO_SMALL",
                    "the target's service level agreement has a lower rate",
                    Optional.of(saved.toString()),
                    here.map(Sla::toString));
        }
    }

    /** Returns the slas; empty if a number is missing, which is reported. */
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
