// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the state of the virtual functions of Intel QuickAssist (QAT) accelerators, as {@code qat_vfio_pci} writes it:
 * drivers/vfio/pci/qat/main.c, and for the contents adf_gen4_vf_mig.c, adf_mstate_mgr.c and adf_bank_state.c in
 * drivers/crypto/intel/qat/qat_common. Numbers are in host byte order, which is little-endian: QAT exists in x86 machines.
 *
 * <pre>
 *   setup    preamble, CONFIG { gencap svcmap extdc }                      sent before and after the guest stops
 *   state    preamble, GENER   { iovinit compver sla }
 *                      MISCBAR { visrc vimsk vispv vimpv pf2vm vm2pf }
 *                      ETRBAR  { bnk0 { mregs } .. bnk3 { mregs } }
 *   filler   up to 4096 bytes: old content of the kernel's buffer
 *
 *   preamble magic u32, version u32, preh_len u16, n_sects u16, size u32   (struct adf_mstate_preh)
 *   section  id char[8], size u32, sub_sects u32, then size bytes: data    (struct adf_mstate_sect_h)
 *            if sub_sects is 0, else as many sections
 * </pre>
 *
 * <p>The kernel finds sections by name. Their order is free, the first of several with the same name counts, and unknown
 * sections are skipped.
 *
 * <pre>
 *   QatDecoder                                  recognizes a state, reads its two parts
 *     QatPreamble                               reads and checks the preamble of a part
 *     QatSectionReader                          reads lists of sections and reports their faults
 *       QatSectionKind                          a kind of section; the kinds of a state form a tree:
 *         QatConfigSection, QatGenericSection,
 *         QatMiscSection, QatBankSections
 *   QatRule, QatSlaCheck                        compare a state with a target
 * </pre>
 *
 * <p>Some bytes of a state are uninitialised memory of the host's kernel: the filler, the bytes after the NUL of an id, and
 * registers that the driver does not save. They are never shown or compared.
 *
 * <p>{@code NOTES.md} of this module has the sources of all facts.
 */
package org.migstream.plugin.qat;
