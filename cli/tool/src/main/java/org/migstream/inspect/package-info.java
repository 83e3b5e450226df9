// SPDX-License-Identifier: Apache-2.0
/**
 * The use case {@code inspect}: from an input to a report. Nothing here prints.
 *
 * <pre>
 *   Input --&gt; MigrationReader --element--&gt; StreamInspector --+--&gt; VfioDevices       records, bytes, configuration
 *               ^                                             +--&gt; RamCounts         blocks, pages
 *               |                                             +--&gt; LifeCycle         the order of sections
 *         Foresight: the description, read first              +--&gt; FieldSpool        payloads to decode later
 *         where the input can be read from behind             +--&gt; DialectEvidence   who can have written it
 *                                                             |
 *                                                             +--&gt; StreamReport
 * </pre>
 *
 * <p>Which elements go where is decided by a {@code Reading}, one for each kind of stream: {@code MainReading} (drawn
 * above), {@code ChannelReading} and {@code ReturnPathReading}. {@code DevicePackets} puts what came over several
 * channels in order.
 *
 * <p>Whose a device's data are is clear when its configuration has been read, behind them: so {@code Decoding} is done
 * after the pass, with the bytes that were kept. Where they were too many, {@code LiveDecoders} has them decoded during
 * the pass, by the decoder that the first bytes speak for.
 *
 * <p>Most damage breaks the framing, and the reader finds it. What leaves the framing sound has its own watchers: {@code
 * LifeCycle} sections that are lost or come twice, {@code Refusals} what no QEMU would load, {@code DescriptionCheck}
 * lengths and versions, {@code ChannelCheck} channels that were cut or are not there; {@code Judgement} says what can be
 * said only when everything has been read.
 *
 * <p>One pass over the elements feeds all observers; each element's body has at most one reader. Damage ends the pass,
 * not the report: what came before is in it, with one finding that says where reading stopped and inside what.
 */
package org.migstream.inspect;
