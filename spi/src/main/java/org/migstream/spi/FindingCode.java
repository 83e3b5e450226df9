// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Declares one code of {@link Finding}s: its meaning and what a user can do about it. {@code migstream explain CODE} prints
 * the declaration.
 *
 * <pre>{@code
 * FindingCode.of("BAD_MAGIC", Severity.ERROR, FindingCategory.FORMAT, "the state does not start with the magic number")
 *         .withAction("save the state again, or choose another decoder with --decoder");
 * }</pre>
 *
 * <p>A code may be declared twice with different categories, for instance if a decoder and a rule report it. Immutable.
 * This class is not a record, so that later versions can add properties without breaking plugins.
 */
public final class FindingCode {
    /** The codes that {@link FieldReader} and {@link Comparison} report. A plugin need not declare them. */
    public static final List<FindingCode> COMMON = List.of(
            of(
                            StateException.TRUNCATED,
                            Severity.ERROR,
                            FindingCategory.TRUNCATION,
                            "the state ends inside a field or record")
                    .withAction("save the state again: the end of this one is lost"),
            of(
                            StateException.NESTED_TRUNCATED,
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a field is longer than the rest of the record that contains it")
                    .withAction("save the state again: a length in it is wrong, or bytes are missing"),
            of(
                            StateException.NESTED_OVERRUN,
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a record is longer than the rest of the record that contains it")
                    .withAction("save the state again: a length in it is wrong"),
            of(
                            StateException.NESTED_TOO_DEEP,
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "records are nested more than " + FieldReader.MAX_DEPTH + " levels deep")
                    .withAction("save the state again: no known format nests so deep"),
            of(
                            StateException.TOO_LONG,
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a field has more than " + FieldReader.MAX_BYTES + " bytes")
                    .withAction("save the state again: a length in it is wrong"),
            of(
                            Comparison.FACT_MISSING,
                            Severity.WARNING,
                            FindingCategory.COMPATIBILITY,
                            "a value that must be compared is missing in the state or in the profile of the target")
                    .withAction("add the value to the facts of the profile, or read the profile from the device"));

    private final String code;
    private final Severity severity;
    private final FindingCategory category;
    private final String meaning;
    private final String action;

    private FindingCode(String code, Severity severity, FindingCategory category, String meaning, String action) {
        this.code = Objects.requireNonNull(code);
        this.severity = Objects.requireNonNull(severity);
        this.category = Objects.requireNonNull(category);
        this.meaning = Objects.requireNonNull(meaning);
        this.action = action;
    }

    /**
     * Returns the declaration of a code, without an action.
     *
     * @param code as in {@link Finding#code}; a plugin's code has the form {@code [A-Z][A-Z0-9_]*}
     * @param severity the worst severity with which the code is reported
     * @param category the cause
     * @param meaning one sentence on one line, in lower case and without a full stop, at most 300 characters
     */
    public static FindingCode of(String code, Severity severity, FindingCategory category, String meaning) {
        return new FindingCode(code, severity, category, meaning, null);
    }

    /**
     * Returns a copy with an action: what a user can do about such a finding.
     *
     * @param action one sentence in the form of {@link #meaning}
     */
    public FindingCode withAction(String action) {
        return new FindingCode(code, severity, category, meaning, Objects.requireNonNull(action));
    }

    /** Returns the code, as in {@link Finding#code}. */
    public String code() {
        return code;
    }

    /** Returns the worst severity with which the code is reported. */
    public Severity severity() {
        return severity;
    }

    /** Returns the cause of such findings. */
    public FindingCategory category() {
        return category;
    }

    /** Returns what such a finding means: one sentence on one line, in lower case and without a full stop. */
    public String meaning() {
        return meaning;
    }

    /** Returns what a user can do about such a finding; empty if there is nothing to do. */
    public Optional<String> action() {
        return Optional.ofNullable(action);
    }

    @Override
    public String toString() {
        return code + " (" + severity + ", " + category + "): " + meaning;
    }
}
