// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import org.migstream.cli.options.UsageException;

/** A command with the arguments that the user gave to it. */
@FunctionalInterface
interface CliCommand {
    /**
     * Runs the command.
     *
     * @throws UsageException if the arguments are wrong
     */
    ExitStatus run() throws IOException;
}
