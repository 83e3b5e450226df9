// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.PciFindingCodes.PCI_BUS_MASTER_OFF;
import static org.migstream.pci.PciFindingCodes.PCI_INTX_DISABLED;
import static org.migstream.pci.PciFindingCodes.PCI_INTX_WITH_MESSAGES;
import static org.migstream.pci.PciFindingCodes.PCI_INTX_WRONG_PIN;
import static org.migstream.pci.PciFindingCodes.PCI_IRQ_STATE;
import static org.migstream.pci.PciFindingCodes.PCI_MSI_AND_MSIX;
import static org.migstream.pci.PciFindingCodes.PCI_MSI_COUNT;
import static org.migstream.pci.PciFindingCodes.PCI_MSI_UNPROGRAMMED;

import java.util.List;

/**
 * Checks INTx and MSI: the saved INTx levels, the MSI capability, the MSI-X enable bit and bus mastering must not
 * contradict each other.
 */
final class InterruptCheck {
    private InterruptCheck() {}

    static void check(SavedPciFunction saved, PciFindingList findings) {
        List<Integer> irqState = saved.irqState();
        for (int pin = 0; pin < irqState.size(); pin++) {
            checkIrqState(pin, irqState.get(pin), saved, findings);
        }
        saved.findMsi().filter(MsiCapability::enabled).ifPresent(msi -> checkEnabledMsi(msi, saved, findings));
        if (saved.isMsiOrMsixEnabled() && !saved.hasCommandBit(PciRegs.COMMAND_MASTER)) {
            findings.addWarning(
                    PciRegs.COMMAND,
                    PCI_BUS_MASTER_OFF,
                    "MSI or MSI-X is enabled, but bus mastering is disabled: the device cannot send interrupts");
        }
    }

    /** Checks a word of {@code irq_state}. QEMU accepts only 0 and 1 ({@code get_pci_irq_state} in {@code hw/pci/pci.c}). */
    private static void checkIrqState(int pin, int level, SavedPciFunction saved, PciFindingList findings) {
        if (level == 1) {
            checkAssertedPin(saved, pin, findings);
        } else if (level != 0) {
            findings.addError(
                    PciRegs.INTERRUPT_PIN,
                    PCI_IRQ_STATE,
                    "irq_state word %d is 0x%x: QEMU accepts only 0 and 1",
                    pin,
                    level);
        }
    }

    private static void checkAssertedPin(SavedPciFunction saved, int pin, PciFindingList findings) {
        if (pin != saved.configuration().interruptPin() - 1) {
            findings.addWarning(
                    PciRegs.INTERRUPT_PIN,
                    PCI_INTX_WRONG_PIN,
                    "INT%c is asserted in irq_state, but the interrupt pin register is %d",
                    'A' + pin,
                    saved.configuration().interruptPin());
        }
        if (saved.isMsiOrMsixEnabled()) {
            findings.addWarning(
                    PciRegs.INTERRUPT_PIN,
                    PCI_INTX_WITH_MESSAGES,
                    "INT%c is asserted although MSI or MSI-X is enabled",
                    'A' + pin);
        } else if (saved.hasCommandBit(PciRegs.COMMAND_INTX_DISABLE)) {
            // INFO, because this is legitimate: QEMU keeps the level and only stops forwarding it.
            findings.addInfo(
                    PciRegs.COMMAND,
                    PCI_INTX_DISABLED,
                    "INT%c is asserted, but disabled in the command register: the guest does not see it yet",
                    'A' + pin);
        }
    }

    private static void checkEnabledMsi(MsiCapability msi, SavedPciFunction saved, PciFindingList findings) {
        if (saved.findMsix().filter(MsixCapability::enabled).isPresent()) {
            findings.addWarning(
                    msi.offset(), PCI_MSI_AND_MSIX, "MSI and MSI-X are both enabled, which the specification forbids");
        }
        if (msi.address() == 0) {
            findings.addWarning(msi.offset(), PCI_MSI_UNPROGRAMMED, "MSI is enabled, but its message address is 0");
        }
        if (msi.vectorsEnabled() > msi.vectorsCapable()) {
            findings.addWarning(
                    msi.offset(),
                    PCI_MSI_COUNT,
                    "MSI vectors enabled: %d; supported by the device: %d",
                    msi.vectorsEnabled(),
                    msi.vectorsCapable());
        }
    }
}
