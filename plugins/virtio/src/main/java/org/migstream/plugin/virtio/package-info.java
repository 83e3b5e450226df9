// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the state of a virtio network or block function, as the Linux driver {@code virtio_vfio_pci} writes it ({@code
 * drivers/vfio/pci/virtio/migrate.c}): a sequence of records, each with device parts of the virtio specification
 * ({@code include/uapi/linux/virtio_pci.h}). All numbers are little-endian.
 *
 * <pre>
 *   state   = record*                 each record of tag 0 is a complete set: the last one counts
 *   record  = record_size u64         of the payload alone, in bytes; the kernel refuses more than 2^32 - 1
 *             flags       u32         bit 0: a reader may skip the record if the tag is unknown
 *             tag         u32         0 DEVICE_DATA
 *             part*
 *   part    = part_type   u16         the kind of value
 *             flags       u8          bit 0: a reader may skip the part if the type is unknown
 *             reserved    u8
 *             selector    8 bytes     offset u32 of a register, or index u16 of a queue; then zeros
 *             length      u32         of the value, in bytes
 *             value
 * </pre>
 *
 * <p>The driver does not read the parts. It passes each record to the device with an admin command, and the device may
 * refuse it. So only this plugin and the device check the content of parts:
 *
 * <pre>
 *   VirtioDecoder, VirtioSignature    recognize a state
 *     VirtioStateReader               reads the records
 *       DevicePartSetReader           reads one set of parts
 *         DevicePartValueReader       reads the value of one part
 *   VirtioRule                        compares a state with a target
 * </pre>
 *
 * <p>{@code NOTES.md} of this module has the sources of all facts.
 */
package org.migstream.plugin.virtio;
