// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the state of a virtual function of an Intel GPU, as the driver {@code xe} gives it to {@code xe_vfio_pci}.
 *
 * <p>The state is a sequence of packets. A packet is a header and its payload ({@code struct xe_sriov_packet_hdr} of
 * {@code drivers/gpu/drm/xe/xe_sriov_packet_types.h}), in the host's byte order, which this plugin reads as
 * little-endian:
 *
 * <pre>
 *   0 version u8 = 1   1 type u8   2 tile_id u8   3 gt_id u8   4 flags u32   8 offset u64   16 size u64   24 payload
 *
 *   state      = DESCRIPTOR { GUC | GGTT | MMIO | VRAM } TRAILER
 *   DESCRIPTOR = { len u16   key u16   value u32[len] }      keys: 0xf001 devid, 0xf002 revid
 *   GUC        = opaque words of the GuC firmware            GGTT = page table entries, u64 each
 *   MMIO       = vf_sw_flag u32[4]                           VRAM = memory from offset on, 512 MiB at most
 * </pre>
 *
 * <p>A device has tiles, and a tile has GTs: a main one, and sometimes one for media. Each GT sends GUC and MMIO. The main
 * GT also sends GGTT and, if the device has its own memory, VRAM. The order of one GT is GUC, GGTT, MMIO, VRAM; the
 * packets of several GTs may alternate.
 *
 * <p>The kernel passes most packets to a worker with few checks. So it may accept a packet and fail later; if the
 * descriptor is missing, it may load the state into another model. For this reason the plugin checks more than the
 * kernel:
 *
 * <pre>
 *   XeDecoder                   recognizes a state
 *     XeStateReader             reads the packets
 *       XePacketHeader          reads and checks one header
 *       XeDescriptor            reads the values that identify the device
 *       XeGtList, XeGt,         record the packets of each GT and find
 *         VramCoverage            missing ones
 *   XeRule                      compares a state with a target
 * </pre>
 *
 * <p>{@code NOTES.md} of this module has the sources of all facts.
 */
package org.migstream.plugin.xe;
