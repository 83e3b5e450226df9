// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the state of a virtual function of a HiSilicon accelerator (ZIP, SEC, HPRE), as {@code hisi_acc_vfio_pci} writes it.
 *
 * <p>The state is one C structure, {@code struct acc_vf_data} of {@code drivers/vfio/pci/hisilicon/hisi_acc_vfio_pci.h}, in the
 * host's byte order, little-endian on every host that has the device:
 *
 * <pre>
 *   0  magic u64   8  qp_num u32   12 dev_id u32   16 que_iso_cfg u32   20 qp_base u32   | match data, which
 *   24 vf_qm_state u32   28 major u16   30 minor u16   32 qm_rsv_state u32[2]            | the loader compares
 *   -- 40: a state may end here --
 *   40 aeq_int_mask .. page_size u32[6]   64 qm_eqc_dw u32[7]   92 qm_aeqc_dw u32[7]     | registers of the
 *   120 qm_rsv_regs u32[5]   140 padding                                                 | queue manager
 *   144 eqe_dma u64   152 aeqe_dma u64   160 sqc_dma u64   168 cqc_dma u64               | addresses in the guest
 *   -- 176: or here --
 * </pre>
 *
 * <p>The driver can send the match data while the guest is running. It sends the rest only if the driver of the guest
 * has made the queue manager ready. So a complete state has 40 or 176 bytes. The magic number distinguishes two
 * generations of drivers: V1, which writes wrong addresses of event queues, and V2.
 *
 * <pre>
 *   HisiAccDecoder     recognizes a state
 *     AccVfDataReader  reads it
 *   HisiAccRule        compares a state with a target
 * </pre>
 *
 * <p>{@code NOTES.md} of this module has the sources of all facts.
 */
package org.migstream.plugin.hisiacc;
