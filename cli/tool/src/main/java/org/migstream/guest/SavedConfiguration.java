// SPDX-License-Identifier: Apache-2.0
package org.migstream.guest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.GuestFunction.ReplacedRegister;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciSlot;
import org.migstream.profile.MsixSource;

/**
 * The configuration that is saved for a device.
 *
 * @param configSpace the configuration space that its QEMU would have saved
 * @param msixTable the MSI-X table of the guest; without vectors for a device without MSI-X
 * @param slot the kind of slot in which the guest sees the device; null if it makes no difference and is not known
 * @param replacedRegisters the registers whose value is not that of the device
 * @param msixSource where the MSI-X table is from
 * @param missingInterrupts why the guest gets no interrupts from this state; null if nothing speaks against it
 * @param doubts other reasons why QEMU may refuse this configuration
 */
public record SavedConfiguration(
        ConfigSpace configSpace,
        MsixTable msixTable,
        @Nullable PciSlot slot,
        List<ReplacedRegister> replacedRegisters,
        MsixSource msixSource,
        @Nullable String missingInterrupts,
        List<String> doubts) {
    /** Copies the lists. */
    public SavedConfiguration {
        replacedRegisters = List.copyOf(replacedRegisters);
        doubts = List.copyOf(doubts);
    }
}
