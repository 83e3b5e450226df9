// SPDX-License-Identifier: Apache-2.0
/**
 * Walks once over the elements of a stream and collects the data for a report.
 *
 * <pre>
 *   StreamWalker --element--&gt; ElementVisitor
 *                               MainStreamVisitor --+--&gt; SavedDevices        records, data, configuration
 *                                                   +--&gt; RamPageCounter      blocks, pages
 *                                                   +--&gt; VmDescReader        vmdescription, kept payloads
 *                                                   +--&gt; OutlineBuilder      sections, commands
 *                                                   +--&gt; StreamChecks        findings
 *                               ChannelVisitor    -----&gt; DevicePacketJoiner  packets of a device, in order
 *                               ReturnPathVisitor -----&gt; list of messages
 * </pre>
 *
 * <p>Only one of these classes reads the body of an element. Damage ends the walk: {@link
 * org.migstream.inspect.walk.TruncationMessages} creates one finding with the offset and the enclosing section. The
 * data that were collected before the damage stay valid.
 *
 * <p>{@link org.migstream.inspect.walk.VmDescLocator} runs before the walk. It reads the vmdescription from the end of a
 * file, because the vmdescription has the lengths of many sections.
 */
@NullMarked
package org.migstream.inspect.walk;

import org.jspecify.annotations.NullMarked;
