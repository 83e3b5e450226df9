// SPDX-License-Identifier: Apache-2.0
/**
 * What a stream may be wrapped in. Found by the first bytes, never by a file's name: {@link
 * org.migstream.container.Input} opens a file, a snapshot or a pipe and gives the bytes inside.
 *
 * <pre>
 *   InputName --&gt; Opening --&gt; Input
 *
 *   file | snapshot | pipe  --&gt;  Layer (libvirt)  --&gt;  Layer (zstd)  --&gt;  ByteSource
 *                                  |                     |
 *                                Unpacker              Unpacker         one for each library or format
 *                                  \______ Container _____/             whose first bytes they are
 * </pre>
 *
 * <p>Container is the only place that tells one from another by first bytes, Layer the only one that decides what the end
 * of a container means: cut, damaged, beyond a limit, or over. An Unpacker merely unpacks; what follows its last frame is
 * damage. Whatever a header claims, a layer takes at most a fifth of a heap of 64 MiB, and three are taken off.
 *
 * <p>All run on the reader's thread, but lzop, which is a process. Unpacking ahead of the reader, in a thread, was tried:
 * on two cores 1.3 GB of guest memory in zstd took 2.4 s instead of 2.2, with digests 2.5 instead of 2.2, for unpacking is
 * nearly all there is to do, and handing the bytes over comes on top.
 *
 * <p>{@link org.migstream.container.Compression} is the way back, for what is written here.
 *
 * <p>An unpacked stream cannot be read out of order, so to the layers above it is a pipe. What is not packed can: a file,
 * also from an offset or from behind libvirt's header on, and the VM state in a qcow2 image, for which package qcow2
 * gives an Extent. Containers that are not unpacked here are recognised all the same, so that the message can name the
 * program that does it.
 */
package org.migstream.container;
