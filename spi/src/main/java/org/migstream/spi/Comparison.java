// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A saved state beside the device that shall load it, and what a {@link CompatibilityRule} says about the two. What is
 * not known is never assumed: asking for a fact that one side does not tell makes the verdict {@link
 * Compatibility#UNKNOWN}.
 */
public final class Comparison {
    /** The code of the reason when a side does not tell a fact that has to be compared. */
    public static final String FACT_MISSING = "FACT_MISSING";

    /** Who has more to say than that says nothing new; it keeps a rule that does not end from using up all memory. */
    private static final int MAX_REASONS = 10_000;

    private final DeviceSnapshot saved;
    private final DeviceSnapshot target;
    private final List<Reason> reasons = new ArrayList<>();

    /** A comparison about which nothing has been said. */
    public Comparison(DeviceSnapshot saved, DeviceSnapshot target) {
        this.saved = Objects.requireNonNull(saved);
        this.target = Objects.requireNonNull(target);
    }

    /** The state that was saved. */
    public DeviceSnapshot saved() {
        return saved;
    }

    /** The device that shall load it. */
    public DeviceSnapshot target() {
        return target;
    }

    /** A fact of the saved state; when it is not told or no number, that is reported and the answer empty. */
    public OptionalLong savedNumber(String fact) {
        return number(saved.facts(), fact, "the stream does not tell ");
    }

    /** A fact of the target; when it is not told or no number, that is reported and the answer empty. */
    public OptionalLong targetNumber(String fact) {
        return number(target.facts(), fact, "the target's description does not tell ");
    }

    private OptionalLong number(Facts facts, String fact, String complaint) {
        OptionalLong number = facts.number(fact);
        if (number.isEmpty()) {
            unknown(
                    FACT_MISSING,
                    complaint + fact,
                    saved.facts().text(fact),
                    target.facts().text(fact));
        }
        return number;
    }

    /**
     * Demands that a number is the same on both sides.
     *
     * @param fact its key
     * @param code of the reason if it is not
     * @param what the number is, for the message: {@code queue pairs}
     */
    public void equal(String fact, String code, String what) {
        OptionalLong there = savedNumber(fact);
        OptionalLong here = targetNumber(fact);
        if (there.isPresent() && here.isPresent() && there.getAsLong() != here.getAsLong()) {
            Optional<String> saidSaved = saved.facts().text(fact);
            Optional<String> saidTarget = target.facts().text(fact);
            incompatible(
                    code,
                    what + ": the stream has " + saidSaved.get() + ", the target " + saidTarget.get(),
                    saidSaved,
                    saidTarget);
        }
    }

    /** The state cannot be loaded. */
    public void incompatible(String code, String message, Optional<String> savedValue, Optional<String> targetValue) {
        add(Severity.ERROR, code, message, savedValue, targetValue);
    }

    /** Whether the state can be loaded is not known. */
    public void unknown(String code, String message, Optional<String> savedValue, Optional<String> targetValue) {
        add(Severity.WARNING, code, message, savedValue, targetValue);
    }

    /** Worth knowing; changes nothing. */
    public void note(String code, String message, Optional<String> savedValue, Optional<String> targetValue) {
        add(Severity.INFO, code, message, savedValue, targetValue);
    }

    private void add(Severity severity, String code, String message, Optional<String> there, Optional<String> here) {
        if (reasons.size() == MAX_REASONS) {
            throw new IllegalStateException("a rule gives no more than " + MAX_REASONS + " reasons");
        }
        reasons.add(new Reason(Finding.of(severity, code, message), there, here));
    }

    /** All that was said, in that order. */
    public List<Reason> reasons() {
        return List.copyOf(reasons);
    }

    /** The worst of all that was said. */
    public Compatibility verdict() {
        return reasons.stream()
                .map(reason -> Compatibility.of(reason.finding().severity()))
                .max(Compatibility::compareTo)
                .orElse(Compatibility.COMPATIBLE);
    }
}
