// SPDX-License-Identifier: Apache-2.0
/**
 * The parts that all reports share: findings, the outcome of reading an input, and the writers of JSON and text.
 *
 * <pre>
 *   FindingLog      collects LocatedFindings while an input is read; with --strict, makes warnings errors
 *   ReadOutcome     how far the input could be read; package cli maps it to an exit status
 *   InputSummary    name, size and kind of the input
 *
 *   FindingCodeRegistry   finds the declaration of a finding code; the classes ...FindingCodes declare the codes
 *
 *   JsonDocument    the frame of each JSON document: schema and tool first, ASCII only, a newline at the end
 *   ToolVersion     version, commit, SPI and Java, for --version and the documents
 *   TextWriter      lines, headings and colours for a terminal or a file
 *   PrintableText   escapes hostile text; formats counts and offsets
 * </pre>
 *
 * <p>Each use case has its report and its renderers in its own package, such as {@code CheckReport}, {@code CheckJson} and
 * {@code CheckText}. A report is complete before a renderer writes it. For this reason, the first line can show the
 * most important result, and a JSON document is never truncated. Long lists in a report are {@link
 * org.migstream.io.SpillList}s, which move to a file when they are large. A renderer only writes; it decides nothing.
 *
 * <p>Scripts rely on the JSON schemas; the class that writes a document names its schema. The units are the same
 * everywhere: sizes are bytes, and offsets are bytes from the start of the decompressed stream. Times in {@code
 * migstream.transfer/1} are microseconds. A time named {@code at} counts from the start of the transfer.
 *
 * <p>Names in a stream and texts of plugins are hostile. Only the renderers make them safe: JSON escapes everything but
 * ASCII, and text goes through {@link org.migstream.report.PrintableText}. Error messages of the command go through
 * {@code PrintableText.escapeControls}, which {@code cli.Invocation.printError} calls.
 */
@NullMarked
package org.migstream.report;

import org.jspecify.annotations.NullMarked;
