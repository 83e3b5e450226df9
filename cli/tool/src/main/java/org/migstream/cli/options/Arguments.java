// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgSpec;

/** What the user gave to a command. */
public final class Arguments {
    private final Map<Argument<?>, List<ArgSpec>> parsed;

    Arguments(Map<Argument<?>, List<ArgSpec>> parsed) {
        this.parsed = parsed;
    }

    /** Returns what the user gave for an argument of the command. */
    public <R> R get(Argument<R> argument) {
        List<ArgSpec> specs = parsed.get(argument);
        if (specs == null) {
            throw new IllegalArgumentException("the model of the command lacks the argument");
        }
        return argument.result(specs);
    }

    /** Returns whether the user gave a flag. */
    public boolean has(Flag flag) {
        return get(flag);
    }
}
