// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import org.jspecify.annotations.Nullable;

/**
 * How often a value may be given.
 *
 * @param arity the number of words of a positional parameter, as picocli writes it
 * @param isList whether there can be more than one value
 * @param separator the separator of several values in one word; empty if a word is one value
 * @param defaultWord the value of an option that is missing
 * @param index the positions among the positional parameters, as picocli writes them; {@code 0+} is the next free one
 * @param isInLabel whether the label of a positional parameter shows how often it may be given
 */
record ValueSyntax(
        String arity,
        boolean isList,
        String separator,
        @Nullable String defaultWord,
        String index,
        boolean isInLabel) {
    /** The place of the default in a text. */
    private static final String DEFAULT_MARK = "${DEFAULT-VALUE}";

    private static final String NEXT = "0+";
    private static final String ALL = "0..*";

    static final ValueSyntax OPTIONAL = new ValueSyntax("0..1", false, "", null, NEXT, false);
    static final ValueSyntax REQUIRED = new ValueSyntax("1", false, "", null, NEXT, false);
    static final ValueSyntax REPEATABLE = new ValueSyntax("1", true, "", null, ALL, false);
    static final ValueSyntax COMMA_SEPARATED = new ValueSyntax("1", true, ",", null, ALL, false);
    static final ValueSyntax ONE_OR_MORE = new ValueSyntax("1..*", true, "", null, ALL, false);
    static final ValueSyntax ZERO_OR_MORE = new ValueSyntax("0..*", true, "", null, ALL, true);
    static final ValueSyntax UP_TO_TWO = new ValueSyntax("0..2", true, "", null, ALL, true);

    /** Returns the syntax of all positional parameters after the first ones. */
    static ValueSyntax oneOrMoreAfter(int first) {
        return new ValueSyntax("1..*", true, "", null, first + "..*", false);
    }

    /** Returns the syntax of positional parameters after the first ones, which may be missing. */
    static ValueSyntax zeroOrMoreAfter(int first) {
        return new ValueSyntax("0..*", true, "", null, first + "..*", false);
    }

    /** Returns whether a positional parameter must be given. */
    boolean isRequired() {
        return arity.startsWith("1");
    }

    /** Returns the label of a positional parameter with its number. */
    String parameterLabel(String label) {
        if (isInLabel) {
            return label;
        }
        return (isRequired() ? label : "[" + label + "]") + (isList ? "..." : "");
    }

    /** Returns the label of an option's value with its separator. */
    String optionLabel(String label) {
        return separator.isEmpty() ? label : label + "[" + separator + label + "]...";
    }

    /** Inserts the default into a text. */
    String insertDefault(String text) {
        return defaultWord == null ? text : text.replace(DEFAULT_MARK, defaultWord);
    }

    static ValueSyntax withDefault(String word) {
        return new ValueSyntax("1", false, "", word, NEXT, false);
    }
}
