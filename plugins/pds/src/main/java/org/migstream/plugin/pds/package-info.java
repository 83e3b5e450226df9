// SPDX-License-Identifier: Apache-2.0
/**
 * Checks the state of a virtual function of AMD Pensando DSC cards, as the kernel driver pds_vfio_pci transfers it:
 * drivers/vfio/pci/pds/lm.c.
 *
 * <pre>
 *   0  state, 32-bit words that only the firmware of the card understands     up to 65536 bytes, nothing before or after
 * </pre>
 *
 * <p>The state has no magic number, version or length. The firmware reports its size when the state is saved
 * (pds_vfio_get_save_file()). On restore the kernel has a buffer of 65536 bytes that are zero at first: {@code union
 * pds_lm_dev_state} (include/linux/pds/pds_adminq.h). The firmware always receives the whole buffer, even if less was
 * written, and only the firmware decides whether it loads the state (pds_vfio_get_restore_file(),
 * pds_vfio_set_lm_state_cmd()). So the kernel accepts a truncated or empty state without an error. {@link
 * org.migstream.plugin.pds.PdsDecoder} reports an implausible length and a state of zeros; {@link
 * org.migstream.plugin.pds.PdsRule} compares the PCI id.
 *
 * <p>{@code NOTES.md} of this module has the sources of all facts.
 */
package org.migstream.plugin.pds;
