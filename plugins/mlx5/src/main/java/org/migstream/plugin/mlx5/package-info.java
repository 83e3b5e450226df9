// SPDX-License-Identifier: Apache-2.0
/**
 * The state of a virtual function of a ConnectX adapter, as Linux' {@code mlx5_vfio_pci} writes it ({@code
 * drivers/vfio/pci/mlx5/main.c} and {@code cmd.h}): records one behind the other, with neither a magic number in front
 * nor a mark at the end. All numbers are little-endian.
 *
 * <pre>
 *   state  = record*
 *   record = record_size u64    of the payload alone, in bytes; the kernel refuses more than 2^32 - 1
 *            flags       u32    bit 0: who does not know the tag may skip the record
 *            tag         u32    0 FW_DATA: an image that firmware wrote and only firmware understands
 *                               1 STOP_COPY_SIZE, u64: how much memory the final image will need
 *            payload
 * </pre>
 *
 * <p>The driver sends the size hint once and first, then an image of the whole device, then one with the changes for each
 * round of pre-copy, and a last one when the device stands still. It loads them in that order ({@code
 * mlx5vf_resume_write()}), each as soon as it is whole; what is left of a cut image at the end it drops without a word.
 * So a reader of the records has to tell what the kernel does not: {@link org.migstream.plugin.mlx5.Mlx5StateReader} reads,
 * {@link org.migstream.plugin.mlx5.Mlx5Signature} recognizes, {@link org.migstream.plugin.mlx5.Mlx5Rule} compares.
 */
package org.migstream.plugin.mlx5;
