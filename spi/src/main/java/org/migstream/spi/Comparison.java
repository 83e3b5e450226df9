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
 *
 * <pre>{@code
 * public void check(Comparison comparison) {
 *     comparison.requireEqual("queues", "QUEUES_MISMATCH", "queues");
 *     if (comparison.target().kernel().isEmpty()) {
 *         comparison.unknown("KERNEL_UNKNOWN", "the kernel of the target is not known");
 *     }
 * }
 * }</pre>
 *
 * <p>One comparison is used by one rule, in one thread. A rule that has more than 10,000 things to say is stopped by an
 * {@link IllegalStateException}.
 */
public final class Comparison {
    /** The code of the reason when a side does not tell a fact that has to be compared. */
    public static final String FACT_MISSING = "FACT_MISSING";

    /** Who has more to say than that says nothing new; it keeps a rule that does not end from using up all memory. */
    private static final int MAX_REASONS = 10_000;

    private final DeviceSnapshot saved;
    private final DeviceSnapshot target;
    private final List<Reason> reasons = new ArrayList<>();

    /**
     * A comparison about which nothing has been said. Rules get theirs; this is for programs and tests that call them.
     *
     * @param saved the state
     * @param target the device that shall load it
     */
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

    /**
     * A fact of the saved state that has to be compared. When it is not told or no number, that is reported as {@link
     * #FACT_MISSING} and the answer empty; for a fact that may be missing, ask {@link #saved()}.
     *
     * @param fact its key
     * @return 64 bits; what exceeds 63 is to be read as unsigned
     */
    public OptionalLong requireSavedNumber(String fact) {
        return requireNumber(saved.facts(), fact, "the stream does not tell ");
    }

    /**
     * A fact of the target that has to be compared. When it is not told or no number, that is reported as {@link
     * #FACT_MISSING} and the answer empty; for a fact that may be missing, ask {@link #target()}.
     *
     * @param fact its key
     * @return 64 bits; what exceeds 63 is to be read as unsigned
     */
    public OptionalLong requireTargetNumber(String fact) {
        return requireNumber(target.facts(), fact, "the target's description does not tell ");
    }

    private OptionalLong requireNumber(Facts facts, String fact, String complaint) {
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
     * Demands that a number is the same on both sides: {@link #incompatible} if it is not, {@link #FACT_MISSING} if a
     * side does not tell. Numbers are compared, not their spelling: {@code 0x10} is 16.
     *
     * @param fact its key
     * @param code of the reason if it is not
     * @param what the number is, for the message: {@code queue pairs}
     */
    public void requireEqual(String fact, String code, String what) {
        OptionalLong savedNumber = requireSavedNumber(fact);
        OptionalLong targetNumber = requireTargetNumber(fact);
        if (savedNumber.isPresent() && targetNumber.isPresent() && !savedNumber.equals(targetNumber)) {
            Optional<String> savedValue = saved.facts().text(fact);
            Optional<String> targetValue = target.facts().text(fact);
            incompatible(
                    code,
                    what + ": the stream has " + savedValue.get() + ", the target " + targetValue.get(),
                    savedValue,
                    targetValue);
        }
    }

    /**
     * The state cannot be loaded, or not without harm.
     *
     * @param code stable, for scripts: {@code QUEUES_MISMATCH}
     * @param message for people, in lower case and without a full stop: what differs, what the kernel does about it
     * @param savedValue the value of the state that it is about, as it is told; empty if it is about none
     * @param targetValue the value of the target
     */
    public void incompatible(String code, String message, Optional<String> savedValue, Optional<String> targetValue) {
        addReason(Severity.ERROR, code, message, savedValue, targetValue);
    }

    /** Whether the state can be loaded is not known. Parameters as of {@link #incompatible}. */
    public void unknown(String code, String message, Optional<String> savedValue, Optional<String> targetValue) {
        addReason(Severity.WARNING, code, message, savedValue, targetValue);
    }

    /** Worth knowing; changes nothing. Parameters as of {@link #incompatible}. */
    public void note(String code, String message, Optional<String> savedValue, Optional<String> targetValue) {
        addReason(Severity.INFO, code, message, savedValue, targetValue);
    }

    /** Calls {@link #incompatible(String, String, Optional, Optional)} without values. */
    public void incompatible(String code, String message) {
        incompatible(code, message, Optional.empty(), Optional.empty());
    }

    /** Calls {@link #unknown(String, String, Optional, Optional)} without values. */
    public void unknown(String code, String message) {
        unknown(code, message, Optional.empty(), Optional.empty());
    }

    /** Calls {@link #note(String, String, Optional, Optional)} without values. */
    public void note(String code, String message) {
        note(code, message, Optional.empty(), Optional.empty());
    }

    private void addReason(
            Severity severity, String code, String message, Optional<String> savedValue, Optional<String> targetValue) {
        if (reasons.size() == MAX_REASONS) {
            throw new IllegalStateException("a rule gives no more than " + MAX_REASONS + " reasons");
        }
        reasons.add(new Reason(Finding.of(severity, code, message), savedValue, targetValue));
    }

    /** All that was said, in that order; a copy. */
    public List<Reason> reasons() {
        return List.copyOf(reasons);
    }

    /** The worst of all that was said; {@link Compatibility#COMPATIBLE} if nothing was. */
    public Compatibility verdict() {
        return reasons.stream()
                .map(reason -> Compatibility.of(reason.finding().severity()))
                .max(Compatibility::compareTo)
                .orElse(Compatibility.COMPATIBLE);
    }
}
