// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the VM state of internal snapshots in qcow2 images. QEMU's {@code savevm} keeps the stream in the address space of
 * the disk, after its end.
 *
 * <pre>
 *   Qcow2Header  --&gt;  SnapshotTable  --&gt;  Snapshot  --&gt;  ClusterMap (L1, L2)  --&gt;  SnapshotVmState, a RandomAccessInput
 * </pre>
 *
 * <p>{@link org.migstream.container.qcow2.Qcow2Image} is the entry point. Sources: QEMU docs/interop/qcow2.txt and
 * block/qcow2*.c. Supported are versions 2 and 3; clusters that are stored, zero, or compressed with deflate or zstd; and
 * extended L2 entries. Not supported are encryption and external data files. A backing file and reference counts are
 * ignored. The image is neither locked nor written: an image in use can be read as long as its snapshots do not change.
 *
 * <p>Every offset, count and size in an image is untrusted. Tables are read in chunks. An offset outside of the file is
 * damage. Tables have a fixed depth, so no image leads to an endless loop.
 */
@NullMarked
package org.migstream.container.qcow2;

import org.jspecify.annotations.NullMarked;
