// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.ArgSpec;

/**
 * A {@link Value} that is always there, or that may be given more than once.
 *
 * @param <T> the type of one value
 * @param <R> the type of the result
 */
final class DerivedValue<T, R> extends Argument<R> {
    private final Value<T> value;
    private final ValueSyntax syntax;
    private final Function<List<T>, R> result;

    DerivedValue(Value<T> value, ValueSyntax syntax, Function<List<T>, R> result) {
        this.value = value;
        this.syntax = syntax;
        this.result = result;
    }

    @Override
    ArgSpec newSpec() {
        return value.newSpec(syntax);
    }

    @Override
    public ArgumentHelp help() {
        return value.help(syntax);
    }

    @Override
    R result(List<ArgSpec> parsed) {
        return result.apply(value.values(parsed));
    }
}
