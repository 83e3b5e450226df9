// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

/** What the words of a command line request. */
public sealed interface Request {
    /** Show a help. */
    record ShowHelp(String text) implements Request {}

    /** Show the version. */
    record ShowVersion() implements Request {}

    /** Run the command of this name. */
    record RunCommand(String name, Arguments arguments) implements Request {}
}
