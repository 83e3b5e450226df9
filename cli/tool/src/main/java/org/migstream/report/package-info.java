// SPDX-License-Identifier: Apache-2.0
/**
 * What was found in an input, as values, and the ways to show it.
 *
 * <pre>
 *   package inspect  --&gt;  StreamReport  --&gt;  JsonRenderer   what scripts rely on
 *                                       --&gt;  TextRenderer   what people read
 *                                       --&gt;  HexRenderer    configuration spaces for lspci -F
 *   package plugin   --&gt;  lists         --&gt;  PluginsJson, PluginsText
 *   package vfio     --&gt;  ways          --&gt;  StatesJson, StatesText
 *   package check    --&gt;  CheckReport   --&gt;  CheckJson, CheckText
 *   package diff     --&gt;  DiffReport   --&gt;  DiffJson, DiffText
 *   package explain  --&gt;  Explanation  --&gt;  ExplainJson, ExplainText
 *   package host     --&gt;  HostReport   --&gt;  DevicesJson, DevicesText
 *   package transfer --&gt;  TransferReport --&gt; TransferJson, TransferText; HeldText, HandoverJson: who may have a device
 * </pre>
 *
 * <p>A {@link org.migstream.inspect.report.StreamReport} is complete before anything is shown, so that the first line can tell
 * what matters most and JSON is never cut in the middle; its long lists are {@link org.migstream.io.SpillList}s, so that it
 * is small all the same.
 *
 * <p>What scripts rely on has a schema, which the class that writes it names. Units are the same everywhere: bytes, offsets
 * from the start of the unpacked stream, and for the times of {@code migstream.transfer/1} microseconds, of {@code at}
 * since the transfer began.
 *
 * <p>A renderer takes a report and a place to write to and decides nothing: severities are settled in {@link
 * org.migstream.report.FindingLog}, the meaning of an {@link org.migstream.report.ReadOutcome} in package cli. Another one
 * is a class here and an option of the command.
 *
 * <p>Names in a stream are bytes that somebody else chose. Here is the only place where they become text: JSON escapes
 * everything but ASCII, and for people {@link org.migstream.report.PrintableText} does.
 */
package org.migstream.report;
