// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the state of a virtual function of a ConnectX adapter, as the Linux driver {@code mlx5_vfio_pci} writes it ({@code
 * drivers/vfio/pci/mlx5/main.c} and {@code cmd.h}). The state is a sequence of records, without a magic number at the
 * start or a mark at the end. All numbers are little-endian.
 *
 * <pre>
 *   state  = record*
 *   record = record_size u64    of the payload alone, in bytes; the kernel refuses more than 2^32 - 1
 *            flags       u32    bit 0: a reader may skip the record if the tag is unknown
 *            tag         u32    0 FW_DATA: an image that only the firmware understands
 *                               1 STOP_COPY_SIZE, u64: the memory that the final image will need
 *            payload
 * </pre>
 *
 * <p>The driver sends the size hint first, then an image of the whole device, then an image with the changes for each
 * round of pre-copy, and the last image after the device has stopped. On the target {@code mlx5vf_resume_write()} loads
 * each image as soon as it is complete. If the last image is truncated, the driver drops it and reports success, so
 * this plugin has to report it.
 *
 * <pre>
 *   Mlx5Decoder, Mlx5Signature    recognize a state
 *     Mlx5StateReader             reads the records
 *   Mlx5Rule                      compares a state with a target
 * </pre>
 *
 * <p>{@code NOTES.md} of this module has the sources of all facts.
 */
package org.migstream.plugin.mlx5;
