// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.ArrayList;
import java.util.List;

/**
 * What help and manual pages say about an option or a positional parameter.
 *
 * @param names the names of an option, the short one first; none for a positional parameter
 * @param label the word for the value; empty if there is none. That of a positional parameter shows how often it may be
 *     given
 * @param summary one sentence, or a few short ones
 * @param details what only manual pages say: paragraphs. One with a tab is an entry of a list, a term and its meaning
 * @param repeatable whether an option may be given more than once
 */
public record ArgumentHelp(List<String> names, String label, String summary, List<String> details, boolean repeatable) {
    /** Separates a term of a list from its meaning. */
    public static final char TERM_END = '\t';

    /** Returns an entry of a list in the details. */
    public static String entry(String term, String meaning) {
        return term + TERM_END + meaning;
    }

    /** Returns whether this is an option. */
    public boolean isOption() {
        return !names.isEmpty();
    }

    /** Returns the longest name; of a positional parameter its label. */
    public String name() {
        return isOption() ? names.get(names.size() - 1) : label;
    }

    /** Returns the names with the value, as help prints them: {@code -o, --output=FILE}, {@code --channel=FILE...}. */
    public String syntax() {
        String value = label.isEmpty() ? "" : "=" + label;
        return isOption() ? String.join(", ", names) + value + (repeatable ? "..." : "") : label;
    }

    ArgumentHelp withDetails(List<String> newDetails) {
        return new ArgumentHelp(names, label, summary, newDetails, repeatable);
    }

    /** Returns the help of a value that may be given in another way. */
    ArgumentHelp withSyntax(ValueSyntax syntax) {
        List<String> newDetails = new ArrayList<>();
        for (String paragraph : details) {
            newDetails.add(syntax.insertDefault(paragraph));
        }
        return new ArgumentHelp(
                names,
                isOption() ? syntax.optionLabel(label) : syntax.parameterLabel(label),
                syntax.insertDefault(summary),
                newDetails,
                isOption() && syntax.isList() && syntax.separator().isEmpty());
    }
}
