// SPDX-License-Identifier: Apache-2.0
/**
 * Reads what QEMU saves of a PCI function, as users of {@code lspci -vvv} know it.
 *
 * <p>A VFIO device's DEV_CONFIG_STATE holds QEMU's copy of the configuration space and, behind it, the interrupt state
 * ({@code vmstate_vfio_pci_config} in {@code hw/vfio/pci.c}). Whoever cuts that record hands the parts to this package;
 * nothing here knows streams, files or devices.
 *
 * <pre>
 *   4096 or 256 bytes        ConfigSpace ----+
 *   4 irq_state words        List of ints ---+--> PciConfiguration --+--> LspciText
 *   n vectors, n pending     MsixTable ------+                       +--> LspciHex
 * </pre>
 *
 * <p>{@code PciConfiguration.decode} reads the header, walks both capability lists and runs the consistency checks, one
 * class each ({@code ConsistencyCheck.ALL}). It accepts any bytes: the space comes from a guest and a stream that may
 * both be hostile, so lists that loop or lead astray end with a finding, and there are never more than some tens. Codes start with {@code pci.}; offsets of
 * findings are offsets in configuration space. Severities are chosen so that a device in normal use gives no finding,
 * and ERROR means that QEMU would refuse to load.
 *
 * <p>{@code LspciText} writes each capability with one small class per family, found by id; one that nobody decodes is
 * shown by its name. To decode another, add a {@code CapabilityText} and enter it in {@code CapabilityTexts}. Its lines
 * are those of pciutils 3.9, so that they can be compared with a live machine's.
 *
 * <p>Sources of the facts: PCI Local Bus Specification 3.0, PCI Express Base Specification 5.0, the kernel's {@code
 * uapi/linux/pci_regs.h}, and pciutils for names and wording of the output.
 */
package org.migstream.pci;
