// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * The number of findings of each code and severity, in the order in which they first occurred. The memory depends on
 * the number of declared codes, not on the number of findings.
 */
public final class FindingCounts {
    private final Map<Kind, Long> counts = new LinkedHashMap<>();

    /** A code with a severity. */
    public record Kind(Severity severity, String code) {
        /** Returns the kind of a finding. */
        public static Kind of(Finding finding) {
            return new Kind(finding.severity(), finding.code());
        }
    }

    /** Counts a finding. */
    void add(Finding finding) {
        counts.merge(Kind.of(finding), 1L, Long::sum);
    }

    /** Returns these counts and those of more findings. */
    public FindingCounts plus(Collection<Finding> findings) {
        FindingCounts sum = filter(kind -> true);
        findings.forEach(sum::add);
        return sum;
    }

    /** Returns all counts. */
    public Map<Kind, Long> all() {
        return Collections.unmodifiableMap(counts);
    }

    /** Returns the first kind of which {@code other} has fewer findings. */
    public Optional<Kind> firstExceeding(FindingCounts other) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > other.counts.getOrDefault(entry.getKey(), 0L))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Returns the counts of the findings that match. */
    public FindingCounts filter(Predicate<Kind> condition) {
        FindingCounts filtered = new FindingCounts();
        counts.forEach((kind, count) -> {
            if (condition.test(kind)) {
                filtered.counts.put(kind, count);
            }
        });
        return filtered;
    }
}
