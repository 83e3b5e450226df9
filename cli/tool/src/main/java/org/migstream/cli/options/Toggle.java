// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option without a value that can also be given with {@code --no-} before its name. */
public final class Toggle extends Argument<Optional<Boolean>> {
    private final String name;
    private final String description;

    private Toggle(String name, String description) {
        this.name = name;
        this.description = description;
    }

    /** Returns a toggle such as {@code --[no-]mapped-ram}. */
    public static Toggle of(String name, String description) {
        return new Toggle(name, description);
    }

    @Override
    ArgSpec newSpec() {
        return OptionSpec.builder(name)
                .type(Boolean.class)
                .negatable(true)
                .description(description)
                .build();
    }

    @Override
    Optional<Boolean> result(List<ArgSpec> parsed) {
        Optional<Boolean> result = Optional.empty();
        for (ArgSpec spec : parsed) {
            Boolean value = spec.getValue();
            result = value == null ? result : Optional.of(value);
        }
        return result;
    }
}
