// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: reads options, runs one command and sets the exit status. Only this package prints.
 *
 * <pre>
 *   Main --&gt; Commands                        the list of all commands, and the parser for a command line
 *              InspectCommand, SaveCommand ... one class for each command, with its options and its help
 *              ...Options, OutputCommand       options that several commands share
 *              Inputs                          the streams that a command reads
 *              ConcurrentTasks, TaskOutput     several inputs at the same time, with the outputs in their order
 *              OutputOptions, ReportFile       the files that a command writes; OutputConflicts refuses two to one file
 *              StandardOutput                  a result that goes to a standard stream, also by a name such as /dev/stdout
 *              TransferRun, ShutdownGuard      abort a transfer after a signal; Saver or Restorer closes the devices
 *              Invocation, Progress            standard streams, messages and progress
 *              StandardStreams                 the standard streams of the process, which the caller may have closed
 *              ExitStatus                      the exit statuses, and the mapping of reports to them
 * </pre>
 *
 * <p>Options are declared with the classes of {@link org.migstream.cli.options}. Most runs make the model of one command
 * only.
 *
 * <p>How a command works: it turns its options into a request, calls the package that does the work (such as
 * {@code org.migstream.inspect}), gets a report back and gives the report to a renderer (text or JSON). If
 * {@code inspect} cannot read one of several inputs, it prints the error and continues with the next input.
 * {@code ExitStatus.of} decides the status of a report. {@code TransferRun} and {@code OutputCommand} map the failures
 * of their use cases to a status; {@link org.migstream.cli.Main} maps every other exception.
 *
 * <p>To add a command, write a {@code CliCommand} with a constant {@code MODEL} and add it to {@code Commands}. Its help
 * needs a list of exit statuses and examples; {@code HelpExamplesTest} runs the examples.
 *
 * <p>Rules: only results go to standard output. Errors, warnings and progress go to standard
 * error. If the reader of standard output closes it, the command ends without a message (status 141).
 */
@NullMarked
package org.migstream.cli;

import org.jspecify.annotations.NullMarked;
