// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Reports the findings of one decoding: at most a given number for each code and severity, because a state can have
 * millions of records with the same fault. It also keeps the worst severity, so that a decoder knows whether the state is
 * valid.
 *
 * <pre>{@code
 * LimitedFindings findings = new LimitedFindings(in, 8);
 * findings.warning("UNKNOWN_FLAGS", "the flags of a packet, which the kernel ignores");
 * findings.reportSuppressed();
 * if (findings.worst() == Severity.INFO) {
 *     in.info("OK", "complete state");
 * }
 * }</pre>
 *
 * <p>Use an object for one decoding, in one thread.
 */
public final class LimitedFindings {
    /** The limit that reports every finding. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private final FieldReader in;
    private final int maxPerCode;
    private final Map<Key, Long> counts =
            new TreeMap<>(Comparator.comparing(Key::code).thenComparing(Key::severity));
    private Severity worst = Severity.INFO;

    private record Key(String code, Severity severity) {}

    /**
     * Creates an object without findings.
     *
     * @param maxPerCode maximum number of reported findings of one code and severity; at least 1
     */
    public LimitedFindings(FieldReader in, int maxPerCode) {
        this.in = Objects.requireNonNull(in);
        this.maxPerCode = maxPerCode;
    }

    /** Reports an ERROR about the last field that was read; see {@link FieldReader#error}. */
    public void error(String code, String message) {
        report(Severity.ERROR, code, message);
    }

    /** Reports a WARNING about the last field that was read; see {@link FieldReader#warning}. */
    public void warning(String code, String message) {
        report(Severity.WARNING, code, message);
    }

    /** Reports an INFO about the last field that was read; see {@link FieldReader#info}. */
    public void info(String code, String message) {
        report(Severity.INFO, code, message);
    }

    /** Reports a finding about the last field that was read. */
    public void report(Severity severity, String code, String message) {
        report(Finding.at(in.lastFieldOffset(), severity, code, message));
    }

    /** Reports a finding at another offset, or about the whole state. */
    public void report(Finding finding) {
        raiseWorst(finding.severity());
        if (counts.merge(new Key(finding.code(), finding.severity()), 1L, Long::sum) <= maxPerCode) {
            in.report(finding);
        }
    }

    /** Raises {@link #worst} without a finding, for instance after {@link FieldReader#record} has reported damage. */
    public void raiseWorst(Severity severity) {
        worst = severity.compareTo(worst) > 0 ? severity : worst;
    }

    /**
     * Returns the worst severity so far, which includes findings above the limit; {@link Severity#INFO} if there are no
     * findings.
     */
    public Severity worst() {
        return worst;
    }

    /**
     * Reports for each code and severity the number of findings above the limit. A decoder calls this method after its
     * last finding.
     */
    public void reportSuppressed() {
        counts.forEach((key, count) -> {
            if (count > maxPerCode) {
                in.report(Finding.of(key.severity, key.code, count - maxPerCode + " more of these"));
            }
        });
    }
}
