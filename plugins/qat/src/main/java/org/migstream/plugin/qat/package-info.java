// SPDX-License-Identifier: Apache-2.0
/**
 * Device state of the virtual functions of Intel QuickAssist (QAT) accelerators, as {@code qat_vfio_pci} writes it:
 * drivers/vfio/pci/qat/main.c, and for the contents adf_gen4_vf_mig.c, adf_mstate_mgr.c and adf_bank_state.c in
 * drivers/crypto/intel/qat/qat_common. Host byte order, which is little-endian: QAT sits in x86 machines.
 *
 * <pre>
 *   setup    preamble, CONFIG { gencap svcmap extdc }                      sent before the guest stops, and again
 *   state    preamble, GENER   { iovinit compver sla }
 *                      MISCBAR { visrc vimsk vispv vimpv pf2vm vm2pf }
 *                      ETRBAR  { bnk0 { mregs } .. bnk3 { mregs } }
 *   filler   up to 4096 bytes: what the kernel's buffer held before
 *
 *   preamble magic u32, version u32, preh_len u16, n_sects u16, size u32   (struct adf_mstate_preh)
 *   section  id char[8], size u32, sub_sects u32, then size bytes: data    (struct adf_mstate_sect_h)
 *            if sub_sects is 0, else as many sections
 * </pre>
 *
 * <p>The kernel finds sections by name: their order is free, the first of several counts, and those that it does not
 * know are passed over. {@link org.migstream.plugin.qat.QatSectionReader} reads lists of sections like that; what may
 * stand in them is a tree of {@link org.migstream.plugin.qat.QatSectionKind}, put together by {@link
 * org.migstream.plugin.qat.QatConfigSection}, {@link org.migstream.plugin.qat.QatGenericSection}, {@link
 * org.migstream.plugin.qat.QatMiscSection} and {@link org.migstream.plugin.qat.QatBankSections}. {@link
 * org.migstream.plugin.qat.QatDecoder} puts the parts in order, {@link org.migstream.plugin.qat.QatRule} says
 * which device will load them.
 *
 * <p>Much in a state is memory that nobody initialised: the filler, what stands behind the NUL of an id, registers that
 * the saving code does not read. None of that is ever shown or compared: it may be anything of the host's kernel.
 */
package org.migstream.plugin.qat;
