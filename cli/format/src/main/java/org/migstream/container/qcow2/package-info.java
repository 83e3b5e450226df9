// SPDX-License-Identifier: Apache-2.0
/**
 * The VM state of internal snapshots in qcow2 images, read only. QEMU's {@code savevm} keeps the stream in the address
 * space of the disk, behind its end.
 *
 * <pre>
 *   Qcow2Header --&gt; SnapshotTable --&gt; Snapshot --&gt; ClusterMap (L1, L2) --&gt; VmState, an Extent
 * </pre>
 *
 * <p>Facts: QEMU docs/interop/qcow2.txt and block/qcow2*.c. Versions 2 and 3, clusters stored, zero or compressed with
 * deflate or zstd, extended L2 entries. Reference counts are not looked at, nothing is locked and nothing written: an
 * image that a machine has open can be read, as long as its snapshots are left alone.
 *
 * <p>Each offset, count and size in an image is a claim. Tables are read a piece at a time, and what an entry leads to is
 * read where it lies in the file or is damage; nothing leads back, so nothing can go round.
 */
package org.migstream.container.qcow2;
