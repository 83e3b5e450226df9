// SPDX-License-Identifier: Apache-2.0
/**
 * Finds vendors' plugins, and calls them so that none of them can harm a run.
 *
 * <pre>
 *   PluginPath --&gt; PluginScan --&gt; PluginFiles --&gt; PluginClassLoader --&gt; Introduction --&gt; Names --&gt; Plugins
 *   where to look   jars, folders   SPI version     one for each          asks once        unique
 *
 *   Plugins --+-- match(identity, head) --&gt; Choice: one Decoder, a tie, or none
 *             +-- Decoder.decode(bytes) ---+
 *             |                            +--&gt; DecodedState: fields, facts, findings, completeness
 *             +-- Decoder.live(): feed ... +
 *             |                   feed, end
 *             +-- Rule.check(saved, target) --&gt; Ruling
 * </pre>
 *
 * <p>What a plugin does wrong before it is used makes it a {@link org.migstream.plugin.RefusedPlugin} with a reason; what
 * it does wrong later is a finding {@code plugin.NAME.failed}, and the run goes on. So everything of a plugin is called in
 * a thread of its own ({@link org.migstream.plugin.PluginExecutor}), with a stack of its own, watched by the thread that
 * waits for it. A decoder has to get on: not its fields count as progress but the bytes that it reads. One that does not
 * is given up; the next thing that it wants from migstream ends it, and it never counts as a success.
 *
 * <p>Only the waiting thread touches files ({@link org.migstream.plugin.PluginThread}). A decoder that is interrupted while it
 * reads, or interrupts itself, would close the file for everybody else.
 *
 * <p>What cannot be read again is fed ({@link org.migstream.plugin.IncrementalDecoding}): a decoder reads as if all bytes were
 * there, and when they are not, its thread waits within its errand until the host's comes back with more. So a decoder
 * need not know, many can be under way, and yet one thread at a time runs.
 *
 * <p>Not contained are {@code System.exit} (of which the command makes a defect, not an answer), running out of memory and
 * crashes of native code; and a decoder that is given
 * up while it neither reads nor says anything runs on until migstream ends. <b>Class loaders are no security boundary</b>:
 * a plugin may do whatever migstream may. Install only those that you trust.
 */
package org.migstream.plugin;
