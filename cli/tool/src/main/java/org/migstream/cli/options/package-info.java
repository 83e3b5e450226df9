// SPDX-License-Identifier: Apache-2.0
/**
 * The syntax of the command line: options, positional parameters, commands and their help. Only this package uses
 * picocli.
 *
 * <pre>
 *   Flag, Toggle, Value   declare an option or a positional parameter: a constant of the command that has it
 *   CommandModel          the arguments of a command and its whole help
 *   CommandParser         words --&gt; Request: show a help, show the version, or run a command with Arguments
 *   Arguments             what the user gave: {@code arguments.has(FLAG)}, {@code arguments.get(VALUE)}
 *   UsageException        what is wrong with the words
 * </pre>
 *
 * <p>The models of picocli are made by plain code, not from annotations: reading annotations takes longer than most
 * commands run. {@code ArchitectureTest} keeps picocli's annotations out.
 */
@NullMarked
package org.migstream.cli.options;

import org.jspecify.annotations.NullMarked;
