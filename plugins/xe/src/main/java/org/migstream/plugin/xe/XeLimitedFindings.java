// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.Map;
import java.util.TreeMap;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Reports findings, each kind a few times: a state may have millions of packets with the same fault. */
final class XeLimitedFindings {
    private static final int MAX_PER_CODE = 8;

    private final FieldReader in;
    private final Map<Kind, Long> counts = new TreeMap<>();

    private record Kind(String code, Severity severity) implements Comparable<Kind> {
        @Override
        public int compareTo(Kind other) {
            int byCode = code.compareTo(other.code);
            return byCode != 0 ? byCode : severity.compareTo(other.severity);
        }
    }

    XeLimitedFindings(FieldReader in) {
        this.in = in;
    }

    void error(String code, String message) {
        if (isWithinLimit(Severity.ERROR, code)) {
            in.error(code, message);
        }
    }

    void warning(String code, String message) {
        if (isWithinLimit(Severity.WARNING, code)) {
            in.warning(code, message);
        }
    }

    void info(String code, String message) {
        if (isWithinLimit(Severity.INFO, code)) {
            in.info(code, message);
        }
    }

    /** Reports something that is not wrong in one place, but about the state as a whole. */
    void reportWholeState(Severity severity, String code, String message) {
        if (isWithinLimit(severity, code)) {
            in.report(Finding.of(severity, code, message));
        }
    }

    private boolean isWithinLimit(Severity severity, String code) {
        return counts.merge(new Kind(code, severity), 1L, Long::sum) <= MAX_PER_CODE;
    }

    /** Whether nothing was worse than worth knowing. */
    boolean hasOnlyInfo() {
        return counts.keySet().stream().allMatch(kind -> kind.severity == Severity.INFO);
    }

    /** Sums up what was not reported one by one. */
    void reportSuppressedCounts() {
        counts.forEach((kind, count) -> {
            if (count > MAX_PER_CODE) {
                in.report(Finding.of(kind.severity, kind.code, count - MAX_PER_CODE + " more of these"));
            }
        });
    }
}
