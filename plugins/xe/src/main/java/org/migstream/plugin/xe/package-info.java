// SPDX-License-Identifier: Apache-2.0
/**
 * The state of a virtual function of an Intel GPU, as the driver {@code xe} gives it to {@code xe_vfio_pci}.
 *
 * <p>It is a row of packets, each a header and its payload ({@code struct xe_sriov_packet_hdr} of {@code
 * drivers/gpu/drm/xe/xe_sriov_packet_types.h}), in the host's byte order, which is little-endian wherever xe runs:
 *
 * <pre>
 *   0 version u8 = 1   1 type u8   2 tile_id u8   3 gt_id u8   4 flags u32   8 offset u64   16 size u64   24 payload
 *
 *   state      = DESCRIPTOR { GUC | GGTT | MMIO | VRAM } TRAILER
 *   DESCRIPTOR = { len u16   key u16   value u32[len] }      which device: 0xf001 devid, 0xf002 revid
 *   GUC        = opaque words of the GuC firmware            GGTT = page table entries, u64 each
 *   MMIO       = vf_sw_flag u32[4]                           VRAM = memory from offset on, 512 MiB at most
 * </pre>
 *
 * <p>A device has tiles, and a tile has GTs: a main one, and perhaps one for media. Each GT sends GUC and MMIO, the main
 * one also GGTT and, if the device has memory of its own, VRAM, in the order GUC, GGTT, MMIO, VRAM; the packets of
 * several GTs may alternate.
 *
 * <p>The kernel hands most packets to a worker and looks at little beforehand, so a state that it takes may yet fail late
 * or, without a descriptor, be loaded into another model. That is why more is checked here:
 *
 * <pre>
 *   XeDecoder -- recognizes
 *       XeState -- reads packet after packet
 *           PacketHeader    what is wrong with a header alone
 *           Descriptor      the values that say which device
 *           Gts, Gt, Vram   what each GT has sent, and whether anything is missing
 *           Complaints      no more findings than somebody can read
 *   XeRule ---- compares with a target
 * </pre>
 *
 * <p>{@code NOTES.md} of this module tells where each fact comes from.
 */
package org.migstream.plugin.xe;
