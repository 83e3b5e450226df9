// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Compares a saved state with the target device, for one {@link CompatibilityRule}. A missing fact never counts as
 * compatible: a missing required fact is a reason for the verdict {@link Compatibility#UNKNOWN}.
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
 * <p>Use a comparison in one thread. It accepts up to 10,000 reasons; the next one throws an {@link
 * IllegalStateException}.
 */
public final class Comparison {
    /** The code of a reason that reports a missing required fact. */
    public static final String FACT_MISSING = "FACT_MISSING";

    /** Limits the memory if a rule reports reasons in an endless loop. */
    private static final int MAX_REASONS = 10_000;

    private final DeviceSnapshot saved;
    private final DeviceSnapshot target;
    private final List<Reason> reasons = new ArrayList<>();

    /**
     * Creates a comparison without reasons. Rules receive one; programs and tests that call rules create one.
     *
     * @param saved the saved state
     * @param target the target device
     */
    public Comparison(DeviceSnapshot saved, DeviceSnapshot target) {
        this.saved = Objects.requireNonNull(saved);
        this.target = Objects.requireNonNull(target);
    }

    /** Returns the saved state. */
    public DeviceSnapshot saved() {
        return saved;
    }

    /** Returns the target device. */
    public DeviceSnapshot target() {
        return target;
    }

    /**
     * Returns a number that the saved state must have as a fact. Reports {@link #FACT_MISSING} and returns empty if the
     * fact is missing or not a number. Use {@link #saved()} for an optional fact.
     *
     * @param fact the key
     * @return 64 bits; a number of 2^63 or more is returned as a negative {@code long}
     */
    public OptionalLong requireSavedNumber(String fact) {
        return requireNumber(saved.facts(), fact, "the stream does not report ");
    }

    /**
     * Returns a number that the target must have as a fact. Reports {@link #FACT_MISSING} and returns empty if the fact
     * is missing or not a number. Use {@link #target()} for an optional fact.
     *
     * @param fact the key
     * @return 64 bits; a number of 2^63 or more is returned as a negative {@code long}
     */
    public OptionalLong requireTargetNumber(String fact) {
        return requireNumber(target.facts(), fact, "the profile of the target lacks ");
    }

    private OptionalLong requireNumber(Facts facts, String fact, String problem) {
        OptionalLong number = facts.number(fact);
        if (number.isEmpty()) {
            reportMissing(fact, problem + fact);
        }
        return number;
    }

    private void reportMissing(String fact, String message) {
        unknown(FACT_MISSING, message, saved.facts().text(fact), target.facts().text(fact));
    }

    /**
     * Requires that a number is the same on both sides. Reports {@link #incompatible} if it differs, and {@link
     * #FACT_MISSING} if one side lacks it. Compares numbers and not their text: {@code 0x10} equals 16.
     *
     * @param fact the key
     * @param code the code of the reason if the numbers differ
     * @param what the name of the number, for the message: {@code queue pairs}
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
     * Requires that the version of the target is not older than that of the state. Reports {@link #incompatible} if it is,
     * and {@link #FACT_MISSING} if one side lacks the fact or its value is not a {@link Version}.
     *
     * @param fact the key; its value is a version such as {@code 5.1.7}
     * @param code the code of the reason if the target is older
     * @param what what has the version, for the message: {@code firmware}
     */
    public void requireNotOlder(String fact, String code, String what) {
        Optional<Version> savedVersion = requireVersion(saved.facts(), fact, "the stream");
        Optional<Version> targetVersion = requireVersion(target.facts(), fact, "the profile of the target");
        if (savedVersion.isPresent()
                && targetVersion.isPresent()
                && targetVersion.get().isOlderThan(savedVersion.get())) {
            incompatible(
                    code,
                    what + ": the target has " + targetVersion.get() + ", which is older than the " + savedVersion.get()
                            + " of the stream",
                    saved.facts().text(fact),
                    target.facts().text(fact));
        }
    }

    private Optional<Version> requireVersion(Facts facts, String fact, String side) {
        Optional<Version> version = facts.text(fact).flatMap(Version::parse);
        if (version.isEmpty()) {
            boolean present = facts.text(fact).isPresent();
            reportMissing(fact, side + (present ? " has no version such as 5.1.7 in " : " lacks ") + fact);
        }
        return version;
    }

    /**
     * Reports that the target refuses the state or would restore it wrongly.
     *
     * @param code a stable name for scripts: {@code QUEUES_MISMATCH}
     * @param message for people, in lower case and without a full stop: the difference, and the reaction of the kernel
     * @param savedValue the related value of the state, as text; empty if there is none
     * @param targetValue the related value of the target, as text; empty if there is none
     */
    public void incompatible(String code, String message, Optional<String> savedValue, Optional<String> targetValue) {
        addReason(Severity.ERROR, code, message, savedValue, targetValue);
    }

    /**
     * Reports that it is not known whether the target can load the state. See {@link #incompatible} for the parameters.
     */
    public void unknown(String code, String message, Optional<String> savedValue, Optional<String> targetValue) {
        addReason(Severity.WARNING, code, message, savedValue, targetValue);
    }

    /** Reports information that does not change the verdict. See {@link #incompatible} for the parameters. */
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
            throw new IllegalStateException("a rule can report at most " + MAX_REASONS + " reasons");
        }
        reasons.add(new Reason(Finding.of(severity, code, message), savedValue, targetValue));
    }

    /** Returns a copy of all reasons, in the order in which they were reported. */
    public List<Reason> reasons() {
        return List.copyOf(reasons);
    }

    /** Returns the worst verdict of all reasons: {@link Compatibility#COMPATIBLE} if there are none. */
    public Compatibility verdict() {
        return reasons.stream()
                .map(reason -> Compatibility.of(reason.finding().severity()))
                .max(Compatibility::compareTo)
                .orElse(Compatibility.COMPATIBLE);
    }
}
