// SPDX-License-Identifier: Apache-2.0
/**
 * Decodes, checks and compares the saved state of a PCI function.
 *
 * <p>The DEV_CONFIG_STATE record of a VFIO device holds QEMU's copy of the configuration space and the interrupt state
 * ({@code vmstate_vfio_pci_config} in {@code hw/vfio/pci.c}). The caller splits that record; this package has no access to
 * streams, files or devices.
 *
 * <pre>
 *   4096 or 256 bytes        ConfigSpace ----+
 *   4 irq_state words        List of ints ---+--&gt; PciConfiguration --&gt; registers, capabilities, findings
 *   n vectors, n pending     MsixTable ------+
 *
 *   HostFunction + GuestBus  --&gt; GuestFunction         the function as QEMU shows it: registers, and what QEMU compares
 *                                    |
 *                              HostComparison        a saved space against a function of the host
 *
 *   two ConfigSpaces --+--&gt; ConfigCompatibility  registers that QEMU compares when it loads a stream
 *                      +--&gt; ConfigDifferences    all registers that differ
 * </pre>
 *
 * <p>{@code PciConfiguration.decode} reads the header, walks both capability lists and runs the checks: {@code HeaderCheck},
 * {@code InterruptCheck}, {@code MsixCheck}. It accepts any bytes, because guest and stream may be hostile: a list that
 * loops or points to a wrong offset ends with a finding. A space has at most some tens of findings. Their codes start with
 * {@code pci.}; their offsets are offsets in configuration space. A device in normal use has no finding. ERROR means that
 * QEMU would refuse to load the state.
 *
 * <p>The kernel and a QEMU show different configuration spaces of a function. {@code GuestFunction} computes that of QEMU; it
 * depends on the bus of the guest, which {@code PciSlot} and {@code RootBus} give.
 *
 * <p>{@link org.migstream.pci.lspci} formats the decoded function as {@code lspci} does.
 *
 * <p>Sources: PCI Local Bus Specification 3.0, PCI Express Base Specification 5.0, the kernel's {@code
 * uapi/linux/pci_regs.h}, QEMU {@code hw/pci} and {@code hw/vfio}, and pciutils for names.
 */
@NullMarked
package org.migstream.pci;

import org.jspecify.annotations.NullMarked;
