// SPDX-License-Identifier: Apache-2.0
/**
 * Reads and writes bytes, and reports errors in them.
 *
 * <pre>
 *   file | VM state of an image  --&gt;  RandomAccessInput  --+
 *                                                          +--&gt;  InputBackend  --&gt;  ByteSource  --&gt;  package stream
 *   pipe | decompressor  --&gt;  InputStream  ----------------+
 *
 *   package stream  --&gt;  ByteSink  --&gt;  ByteBufferOutputStream  --&gt;  OutputFile | pipe
 * </pre>
 *
 * <p>{@link org.migstream.io.ByteSource} reads forward only. It has a position, looks ahead a fixed distance and skips
 * exactly, which is all that a format without lengths needs. A long skip is a seek in a file and a read in a pipe. Nothing
 * else differs, so the callers need not distinguish files and pipes.
 *
 * <p>Files are read and never mapped into memory, although a mapping needs no copy. If a mapped file shrinks, or cannot be
 * read, an access raises SIGBUS. In compiled code, HotSpot continues after the access with an arbitrary value, and throws an
 * InternalError some time later ({@code SharedRuntime::handle_unsafe_access}); with Java 17, after the method has returned.
 * A file that is read and shrinks is a truncated input like any other.
 *
 * <p>A {@link org.migstream.io.StreamException} means that the input is at fault, and has an offset. An {@link
 * org.migstream.io.OutputException} names the output. Any other {@link java.io.IOException} means that the machine is at
 * fault. The exit status depends on that distinction.
 *
 * <p>All memory has a fixed bound, for a stream of any size. These classes use temporary files without names instead:
 *
 * <ul>
 *   <li>{@link org.migstream.io.SpillBuffer} keeps bytes, {@link org.migstream.io.SpillList} a list of values;
 *   <li>{@link org.migstream.io.PagedLongArray} keeps numbers and {@link org.migstream.io.SparseFile} bytes at any index;
 *   <li>{@link org.migstream.io.RingFile} carries bytes to a slower thread and never makes the writer wait.
 * </ul>
 *
 * <p>{@link org.migstream.io.BoundedPipe} carries bytes to another thread in memory; both threads can wait. {@link
 * org.migstream.io.ReadAheadInputStream} reads a stream in another thread.
 *
 * <p>{@link org.migstream.io.OutputFile} gives a file its name when it is complete. {@link
 * org.migstream.io.OpenDescriptor} finds names such as {@code /dev/stdout}, whose file must not be replaced.
 *
 * <p>The package has its own stream classes where the JDK and commons-io have none with the same contract: a range that
 * skips by offset, a block read as the only method, output of direct byte buffers, and errors that name the output.
 */
@NullMarked
package org.migstream.io;

import org.jspecify.annotations.NullMarked;
