// SPDX-License-Identifier: Apache-2.0
/**
 * The use case {@code explain}: what a message of QEMU, libvirt or a kernel driver means, what it refers to in a
 * stream, and what to do.
 *
 * <pre>
 *   text --&gt; KnownMessages.findIn --&gt; MessageMatch: a KnownMessage and the values in the text
 *              messages.txt                  |
 *                                            +--&gt; Lookup --+--&gt; StreamEvidence: locations and findings
 *   Input --&gt; StreamInspector --&gt; StreamReport ------------+         |
 * +--&gt; Explanation --&gt; ExplainJson, ExplainText
 * </pre>
 *
 * <p>The knowledge is data in {@code messages.txt}: patterns, meaning, advice, and the names of lookups. A pattern
 * matches anywhere in the text because pasted text has time stamps, prefixes and several messages in one line. {@link
 * org.migstream.explain.KnownMessage.MessageRole} puts the cause first: QEMU prints it first, libvirt often only last.
 *
 * <p>A {@link org.migstream.explain.Lookup} searches the stream for the values in a message. If the stream does not
 * contain them, the lookup reports this: the message is then about another stream.
 *
 * <p>A text that is exactly the code of a finding is not searched: {@link org.migstream.explain.DeclaredCode} finds its
 * declarations, and {@code CodesText} or {@code CodesJson} writes them.
 *
 * <p>To add a message, add a block to {@code messages.txt} and a recorded line to {@code said.txt} of the tests.
 */
@NullMarked
package org.migstream.explain;

import org.jspecify.annotations.NullMarked;
