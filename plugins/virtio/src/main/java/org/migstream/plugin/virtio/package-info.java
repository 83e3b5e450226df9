// SPDX-License-Identifier: Apache-2.0
/**
 * The state of a virtio network or block function, as Linux' {@code virtio_vfio_pci} writes it ({@code
 * drivers/vfio/pci/virtio/migrate.c}): records, and in each the device parts of the virtio specification ({@code
 * include/uapi/linux/virtio_pci.h}). All numbers are little-endian.
 *
 * <pre>
 *   state   = record*                 each with tag 0 a complete set of parts: the last one counts
 *   record  = record_size u64         of the payload alone, in bytes; the kernel refuses more than 2^32 - 1
 *             flags       u32         bit 0: who does not know the tag may skip the record
 *             tag         u32         0 DEVICE_DATA
 *             part*
 *   part    = part_type   u16         what the value is
 *             flags       u8          bit 0: who does not know the type may skip the part
 *             reserved    u8
 *             selector    8 bytes     which of several: offset u32 of a register, or index u16 of a queue; then zeros
 *             length      u32         of the value, in bytes
 *             value
 * </pre>
 *
 * <p>The driver knows nothing of parts; it hands each record to the device with an admin command and lets that refuse.
 * What the parts say is therefore checked here for the first time: {@link org.migstream.plugin.virtio.VirtioStateReader} reads
 * the records, {@link org.migstream.plugin.virtio.DevicePartSetReader} one set of parts, {@link
 * org.migstream.plugin.virtio.DevicePartValueReader} what one of them holds. {@link org.migstream.plugin.virtio.VirtioSignature} recognizes
 * the format and {@link org.migstream.plugin.virtio.VirtioRule} compares.
 */
package org.migstream.plugin.virtio;
