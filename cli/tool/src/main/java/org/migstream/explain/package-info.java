// SPDX-License-Identifier: Apache-2.0
/**
 * The use case {@code explain}: what a message of QEMU, libvirt or a kernel driver means, where in a stream that is, and
 * what to do. Nothing here prints.
 *
 * <pre>
 *   what was pasted --&gt; KnownMessages.in --&gt; Saying (a KnownMessage and its numbers)
 *     messages.txt                             |
 *                                              +--&gt; Lookup --+--&gt; Answer: places and findings --&gt; Explanation
 *   Input --&gt; StreamInspector --&gt; StreamReport --------------+
 * </pre>
 *
 * <p>What is known is data, {@code messages.txt}: patterns, meaning, advice, and the names of the lookups that a stream
 * answers. A message is looked for anywhere in the text, since what people paste has time stamps, prefixes and several
 * lines in one. {@link org.migstream.explain.MessageRole} puts first what says the cause: QEMU prints that line first, libvirt
 * often only the last.
 *
 * <p>A lookup looks up the numbers of a message in the stream, and says so when they do not stand there: then the stream is
 * not the one that the message is about, which is worth knowing as well.
 */
package org.migstream.explain;
