// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes in, bytes out, and what can go wrong with them.
 *
 * <pre>
 *   file | VM state in an image  --&gt;  Extent  \
 *   pipe | decompressor  --------------------  Origin  --&gt;  ByteSource  --&gt;  the grammars of package stream
 *                                                           ByteSink    &lt;--  the same elements, written
 * </pre>
 *
 * <p>{@link org.migstream.io.ByteSource} goes forward only, knows its position, looks ahead a fixed distance and skips
 * exactly: the four things that a format without lengths asks of its input. A file and a pipe differ in one respect
 * alone, whether a long skip costs a seek or a read, so nobody above this package needs to know which one it is.
 *
 * <p>A {@link org.migstream.io.StreamException} is the input's fault and says where; any other {@link
 * java.io.IOException} is the machine's fault. The exit status follows that distinction.
 *
 * <p>{@link org.migstream.io.SpillList} keeps lists that grow with the input out of the heap: whatever the size of a
 * stream, what is held in memory has a fixed bound.
 * {@link org.migstream.io.ResourceLines} reads the tables that come along with the program.
 * {@link org.migstream.io.RingFile} carries bytes to a slower thread, and never makes the faster one wait.
 */
package org.migstream.io;
