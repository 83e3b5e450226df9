// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

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
     */
    static Argument<?>[] with(Flag json) {
        return new Argument<?>[] {json, NDJSON};
    }

    /** Returns what the user gave. */
    static JsonOptions of(Arguments arguments, Flag json) {
        boolean isSingleLine = arguments.has(NDJSON);
        return new JsonOptions(isSingleLine || arguments.has(json), isSingleLine);
    }
}
