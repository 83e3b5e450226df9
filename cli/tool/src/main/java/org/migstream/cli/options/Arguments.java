// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Returns what the user gave for an argument; empty if the model of the command lacks the argument. */
    public <R> Optional<R> find(Argument<R> argument) {
        return parsed.containsKey(argument) ? Optional.of(get(argument)) : Optional.empty();
    }

    /** Returns whether the user gave a flag. */
    public boolean has(Flag flag) {
        return get(flag);
    }
}
