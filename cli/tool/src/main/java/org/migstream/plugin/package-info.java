// SPDX-License-Identifier: Apache-2.0
/**
 * Finds the plugins of vendors, and calls them so that a failing plugin does not stop migstream.
 *
 * <pre>
 *   discovery:  PluginPath --&gt; PluginScanner --&gt; PluginFiles --&gt; PluginLoader --&gt; PluginProbe --&gt; NameConflicts --&gt; Plugins
 *               where to look   jars, folders     SPI version     class loader    names, parts    unique names
 *
 *   use:        Plugins --+-- match(identity, head)                     --&gt; MatchResult: the best decoder, a tie, or none
 *                         +-- PluginDecoder.decode(stream) --------+
 *                         |                                        +--&gt; DecodedState: fields, facts, findings, completeness
 *                         +-- PluginDecoder.decodeIncrementally ---+
 *                         |     feed, feed, finish
 *                         +-- PluginRule.check(saved, target)           --&gt; RuleResult: reasons
 *
 *   one call:   PluginExecutor --&gt; PluginThread --&gt; CallResult: a value or a failure
 *   decoding:   DecodeSession --&gt; PluginThread; the decoder reads a PluginInput and writes to a StateFieldCollector
 * </pre>
 *
 * <p>A plugin that fails before it is used is a {@link org.migstream.plugin.RefusedPlugin} with a reason. A plugin that
 * fails later causes the finding {@code plugin.NAME.failed}, and the run continues. Therefore each call runs in a
 * thread of its own ({@link org.migstream.plugin.PluginThread}) with its own stack and a timeout. For a decoder, bytes
 * read count as progress; fields do not. A decoder without progress is abandoned: its next access to migstream throws
 * an Error, and its state never counts as complete.
 *
 * <p>Only the waiting thread, the host, touches files. An interrupted thread closes the file that it reads, also for
 * all other readers, and a decoder may interrupt itself.
 *
 * <p>A state that cannot be read twice is decoded while it arrives ({@link org.migstream.plugin.IncrementalDecoding}).
 * The decoder reads as if all bytes were available. When they are not, its thread waits until the host has more.
 * Therefore several decodings can be in progress, but only one thread runs at a time.
 *
 * <p>These failures of a plugin are not contained: {@code System.exit} (the command reports it as a defect), exhausted
 * memory, and crashes of native code. If an abandoned decoder neither reads nor reports anything, its thread runs until
 * migstream ends. <b>Class loaders are not a security boundary</b>: a plugin has all rights of migstream. Install only
 * plugins that you trust.
 */
@NullMarked
package org.migstream.plugin;

import org.jspecify.annotations.NullMarked;
