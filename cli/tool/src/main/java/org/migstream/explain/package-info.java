// SPDX-License-Identifier: Apache-2.0
/**
 * The use case {@code explain}: what a message of QEMU, libvirt or a kernel driver means, what it refers to in a
 * stream, and what to do.
 *
 * <pre>
 *   text --&gt; PastedText --&gt; KnownMessages.findIn --&gt; MessageMatch: a KnownMessage and the values in the text
 *                             MessageTable           |
 *                                            +--&gt; Lookup --+--&gt; StreamEvidence: locations and findings
 *   Input --&gt; StreamInspector --&gt; StreamReport ------------+         |
 * +--&gt; Explanation --&gt; ExplainJson, ExplainText
 * </pre>
 *
 * <p>The knowledge is data in the directory {@code messages}, which {@link org.migstream.explain.MessageTable} reads:
 * templates of messages with their sources, meaning, advice, and the names of lookups. {@link
 * org.migstream.explain.PastedText} removes escapes, markup and log prefixes; a {@link
 * org.migstream.explain.MessageTemplate} then matches anywhere, because pasted text has several messages in one line.
 * {@link org.migstream.explain.KnownMessage.MessageRole} and {@link org.migstream.explain.MessageChains} put the cause
 * first.
 *
 * <p>A {@link org.migstream.explain.Lookup} searches the stream for the values in a message. If the stream does not
 * contain them, the lookup reports this: the message is then about another stream.
 *
 * <p>A text that is exactly the code of a finding is not searched: {@link org.migstream.explain.DeclaredCode} finds its
 * declarations, and {@code CodesText} or {@code CodesJson} writes them.
 *
 * <p>To add a message, add a block with an example to a file of {@code messages}; {@code MessageTableTest} tests it.
 */
@NullMarked
package org.migstream.explain;

import org.jspecify.annotations.NullMarked;
