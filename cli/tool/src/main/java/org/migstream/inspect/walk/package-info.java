// SPDX-License-Identifier: Apache-2.0
/**
 * Walks over the elements of a stream, once, and collects what a report needs.
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
 * <p>The body of an element has at most one reader. Damage ends the walk: {@link
 * org.migstream.inspect.walk.TruncationMessages} makes one finding of it, which names the place and the enclosing
 * section. All that was collected before stays valid.
 *
 * <p>{@link org.migstream.inspect.walk.VmDescLocator} runs before the walk. It reads the vmdescription from the end of a
 * file, because the vmdescription has the lengths of many sections.
 */
@NullMarked
package org.migstream.inspect.walk;

import org.jspecify.annotations.NullMarked;
