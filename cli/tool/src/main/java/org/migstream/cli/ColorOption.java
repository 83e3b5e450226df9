// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Value;

/** The option of all commands whose result can be text. */
final class ColorOption {
    static final Argument<ColorMode> COLOR = Value.option(
                    "--color", "auto|always|never", "Use colours: auto, always or never (default: ${DEFAULT-VALUE}).")
            .details("auto uses colours on a terminal, unless NO_COLOR or CLICOLOR=0 is set, and also with"
                    + " CLICOLOR_FORCE=1.")
            .convertedBy(Keyword::toColorMode)
            .withDefault("auto");

    private ColorOption() {}
}
