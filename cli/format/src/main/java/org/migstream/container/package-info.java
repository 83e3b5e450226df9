// SPDX-License-Identifier: Apache-2.0
/**
 * Opens inputs and removes the containers around a stream. {@link org.migstream.container.Input} opens a file, a
 * snapshot or a pipe; start there. A container is detected by its first bytes, never by the name of a file.
 *
 * <pre>
 *   InputName  --&gt;  InputOpener  --&gt;  Input
 *
 *   file | snapshot | pipe  --&gt;  ContainerInputStream (libvirt)  --&gt;  ContainerInputStream (zstd)  --&gt;  ByteSource
 *                                        |                                   |
 *                                   Decompressor                        Decompressor
 * </pre>
 *
 * <p>{@link org.migstream.container.ContainerFormat} has the first bytes and the decompressor of each format. A
 * decompressor only decompresses; bytes after the last frame are damage. {@link
 * org.migstream.container.ContainerInputStream} decides what the end of a container means: truncated, damaged, over a
 * limit, or complete. At most three nested containers are removed. Each decompressor needs at most a fifth of a heap of
 * 64 MiB, whatever size the header claims.
 *
 * <p>A compressed file is decompressed in a thread of its own, after its first MiB: {@link
 * org.migstream.io.ReadAheadInputStream}. A compressed pipe is decompressed in the reader's thread, so that a report never
 * depends on how far ahead another thread has read. lzop is a process.
 *
 * <p>{@link org.migstream.container.Compression} compresses output.
 *
 * <p>A decompressed stream is a pipe to the packages above. Uncompressed streams are seekable: a file, also from an offset
 * or after a libvirt header, and the VM state of a qcow2 image (package qcow2). Unsupported containers are also
 * detected, so that the message can name the remedy.
 *
 * <p>{@link org.migstream.container.ForeignFormat} names files of other programs that are given by mistake.
 *
 * <p>The package has its own stream class where the class of the JDK or of a library has a different contract. The
 * Javadoc of each class states the difference.
 */
@NullMarked
package org.migstream.container;

import org.jspecify.annotations.NullMarked;
