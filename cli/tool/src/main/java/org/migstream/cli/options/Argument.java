// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.List;
import picocli.CommandLine.Model.ArgSpec;

/**
 * An option or a positional parameter.
 *
 * @param <R> the type of what {@link Arguments#get} returns for it
 */
public abstract sealed class Argument<R> permits Flag, Toggle, Value, DerivedValue {
    Argument() {}

    /** Returns a new model of this argument for one run of the parser, which stores its results there. */
    abstract ArgSpec newSpec();

    /** Returns what help and manual pages say about this argument. */
    public abstract ArgumentHelp help();

    /**
     * Returns what the user gave.
     *
     * @param parsed the models after parsing, in the order of the command line: an option of all commands has one
     *     before the command and one after it
     */
    abstract R result(List<ArgSpec> parsed);
}
