// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: the only package that knows picocli, prints, or decides on an exit status.
 *
 * <pre>
 *   words, stdin --> Main.run --> stdout (results), stderr (everything else), exit status
 * </pre>
 *
 * <p>{@link org.migstream.cli.Main} runs a command on given streams, so that the transcripts in {@code
 * src/test/resources/golden} and the examples of the README are tests which run in one process.
 */
package org.migstream.cli;
