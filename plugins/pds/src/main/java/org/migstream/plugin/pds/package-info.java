// SPDX-License-Identifier: Apache-2.0
/**
 * The state of a virtual function of AMD Pensando DSC cards, as the kernel's pds_vfio_pci passes it on:
 * drivers/vfio/pci/pds/lm.c.
 *
 * <pre>
 *   0  state, 32-bit words that only the card's firmware understands     up to 65536 bytes, nothing in front or behind
 * </pre>
 *
 * <p>There is no magic number, no version, no length. The size is what the firmware reported (pds_vfio_get_save_file()).
 * The buffer for restoring is {@code union pds_lm_dev_state} (include/linux/pds/pds_adminq.h), 65536 bytes that are zero
 * at first; the firmware always gets the whole of it, whatever was written, and nothing else decides
 * (pds_vfio_get_restore_file(), pds_vfio_set_lm_state_cmd()). So a state that is cut, or none at all, is accepted in
 * silence by the kernel, and {@link org.migstream.plugin.pds.PdsDecoder} says what can be said: that its length or its
 * emptiness cannot be right.
 */
package org.migstream.plugin.pds;
