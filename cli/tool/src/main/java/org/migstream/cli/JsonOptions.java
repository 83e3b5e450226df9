// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.ArrayList;
import java.util.List;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.Flag;

/**
 * The options {@code --json} and {@code --ndjson} of a command that prints one document for each input.
 *
 * @param isWanted whether documents are printed instead of text
 * @param isSingleLine whether each document is on one line
 */
record JsonOptions(boolean isWanted, boolean isSingleLine) {
    private static final Flag NDJSON = Flag.of("--ndjson", "As --json, but each document on one line.");

    /**
     * Returns the options, of which only one may be given.
     *
     * @param json the flag {@code --json}, which names the document
     * @param others the command's other forms of output
     */
    static Argument<?>[] with(Flag json, Argument<?>... others) {
        List<Argument<?>> options = new ArrayList<>(List.of(json, NDJSON));
        options.addAll(List.of(others));
        return options.toArray(new Argument<?>[0]);
    }

    /** Returns what the user gave. */
    static JsonOptions of(Arguments arguments, Flag json) {
        boolean isSingleLine = arguments.has(NDJSON);
        return new JsonOptions(isSingleLine || arguments.has(json), isSingleLine);
    }
}
