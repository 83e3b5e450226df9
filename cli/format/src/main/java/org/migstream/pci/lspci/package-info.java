// SPDX-License-Identifier: Apache-2.0
/**
 * Formats a PCI function as {@code lspci} of pciutils 3.9 prints it, so that a saved function can be compared with a live
 * one. Advanced Error Reporting has all bits, as pciutils 3.13 prints them.
 *
 * <pre>
 *   PciConfiguration, ConfigSpace, MsixTable --+--&gt; LspciText  lines of lspci -vvv
 *                                              +--&gt; LspciHex   lines of lspci -xxxx, and their parser
 *
 *   LspciText --+--&gt; HeaderText                                   registers of the header
 *               +--&gt; CapabilityFormatters --&gt; CapabilityFormatter  one for each known capability
 * </pre>
 *
 * <p>Each {@code ...Text} class formats one family of capabilities. A capability without a formatter is shown by its name.
 * To format another one, write a {@code CapabilityFormatter} and add it to the tables of {@code CapabilityFormatters}.
 *
 * <p>Sources: the kernel's {@code uapi/linux/pci_regs.h} for registers, pciutils for the names and the wording.
 */
@NullMarked
package org.migstream.pci.lspci;

import org.jspecify.annotations.NullMarked;
