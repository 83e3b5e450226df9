// SPDX-License-Identifier: Apache-2.0
/**
 * The use case {@code check}: whether the devices' states of a stream will load into their targets. Nothing here prints.
 *
 * <pre>
 *   Input --&gt; StreamInspector --&gt; StreamReport --+--&gt; Soundness      what is wrong with the stream itself
 *                                                |
 *   TargetInput --&gt; Target --&gt; TargetDevices --+--+--&gt; TargetCheck    driver, rules, identity, configuration space
 *     profile, another stream, or a device      |                        |
 *                                               +--&gt; pairs devices       +--&gt; CheckReport
 * </pre>
 *
 * <p>A restore asks the same of what it has read, {@link org.migstream.check.StreamChecker}, and of what it has read of a
 * state so far, {@link org.migstream.check.FirstBytesCheck}.
 *
 * <p>There are three verdicts, and the worst reason decides: an ERROR makes it incompatible, a WARNING unknown, INFO
 * changes nothing. What is not known is never assumed: a device that nobody decodes, that has no rule or no target is
 * unknown. Without any target only the stream itself is judged.
 *
 * <p>Reasons of decoders and rules carry the codes of their plugin, those about configuration spaces begin with {@code
 * pci.} and those about the stream are the inspection's; {@link org.migstream.check.StreamChecker} lists its own.
 *
 * <p>Vendors know what their states need; migstream knows what QEMU compares before it hands a device its data.
 */
package org.migstream.check;
