// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;

/**
 * QEMU's INTx levels against the registers that govern them. QEMU refuses any word other than 0 and 1 ({@code
 * get_pci_irq_state} in {@code hw/pci/pci.c}).
 */
final class IntxCheck implements ConsistencyCheck {
    @Override
    public void check(SavedPciFunction saved, PciFindingList findings) {
        List<Integer> irqState = saved.irqState();
        for (int pin = 0; pin < irqState.size(); pin++) {
            int level = irqState.get(pin);
            if (level == 1) {
                checkAssertedPin(saved, pin, findings);
            } else if (level != 0) {
                findings.addError(
                        PciRegs.INTERRUPT_PIN,
                        "pci.irq-state",
                        "irq_state word %d is 0x%x: QEMU refuses anything but 0 and 1",
                        pin,
                        level);
            }
        }
    }

    private static void checkAssertedPin(SavedPciFunction saved, int pin, PciFindingList findings) {
        if (pin != saved.configuration().interruptPin() - 1) {
            findings.addWarning(
                    PciRegs.INTERRUPT_PIN,
                    "pci.intx-wrong-pin",
                    "irq_state says that INT%c is asserted, but the interrupt pin register is %d",
                    'A' + pin,
                    saved.configuration().interruptPin());
        }
        if (saved.isMsiOrMsixEnabled()) {
            findings.addWarning(
                    PciRegs.INTERRUPT_PIN,
                    "pci.intx-with-messages",
                    "INT%c is asserted although MSI or MSI-X is enabled",
                    'A' + pin);
        } else if (saved.hasCommandBit(PciRegs.COMMAND_INTX_DISABLE)) {
            // Legitimate: QEMU keeps the level and only stops passing it on.
            findings.addInfo(
                    PciRegs.COMMAND,
                    "pci.intx-disabled",
                    "INT%c is asserted but disabled in the command register: the guest does not see it yet",
                    'A' + pin);
        }
    }
}
