// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: options in, exit status out. The only package that knows picocli and the only one that prints.
 *
 * <pre>
 *   Main --&gt; InspectCommand, SaveCommand ...  a class each, with the options that are its own
 *              ...Options, Derivation         those that several have, and what is done with them
 *              Inputs, OutputOptions          what is read, and where a result of bytes goes; ReportFile: other results
 *              TransferRun, DeviceInOrder     no device is left in between, whatever ends the process
 *              Invocation, Progress           what people see; ExitStatus: what scripts do
 * </pre>
 *
 * <p>A command turns its options into a request of the package that does the work, gets a report back and hands it to a
 * renderer. What an exception costs one of several inputs, the command says and goes on; what ends the run is told by
 * {@link org.migstream.cli.Main}. {@link org.migstream.cli.ExitStatus} has the numbers. Another command is a class with
 * an annotation, entered in {@code Main.run}. Results go to standard output and nothing else does; a reader who leaves
 * early ends the command quietly.
 */
package org.migstream.cli;
