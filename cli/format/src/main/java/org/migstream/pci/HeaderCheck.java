// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.PciFindingCodes.PCI_BAR_BROKEN;
import static org.migstream.pci.PciFindingCodes.PCI_BAR_UNPROGRAMMED;
import static org.migstream.pci.PciFindingCodes.PCI_EXTENDED_WITHOUT_EXPRESS;
import static org.migstream.pci.PciFindingCodes.PCI_HEADER_BRIDGE;
import static org.migstream.pci.PciFindingCodes.PCI_HEADER_TYPE;
import static org.migstream.pci.PciFindingCodes.PCI_POWER_STATE;
import static org.migstream.pci.PciFindingCodes.PCI_VENDOR_ID;

import java.util.ArrayList;
import java.util.List;

/** Checks the header: identity, layout, power state, BARs, and extended capabilities that drivers ignore. */
final class HeaderCheck {
    private static final int PM_CONTROL = 4;

    private HeaderCheck() {}

    static void check(SavedPciFunction saved, PciFindingList findings) {
        checkVendorId(saved, findings);
        checkHeaderType(saved, findings);
        checkPowerState(saved, findings);
        checkExtendedCapabilities(saved, findings);
        saved.configuration().bars().forEach(bar -> checkBar(bar, saved, findings));
        checkAddresses(saved, findings);
    }

    private static void checkVendorId(SavedPciFunction saved, PciFindingList findings) {
        int vendorId = saved.configuration().vendorId();
        if (vendorId == 0 || vendorId == 0xffff) {
            findings.addWarning(
                    PciRegs.VENDOR_ID, PCI_VENDOR_ID, "vendor id 0x%04x means that the device is absent", vendorId);
        }
    }

    private static void checkHeaderType(SavedPciFunction saved, PciFindingList findings) {
        HeaderType type = HeaderType.of(saved.space());
        if (type == HeaderType.UNKNOWN) {
            findings.addWarning(
                    PciRegs.HEADER_TYPE,
                    PCI_HEADER_TYPE,
                    "unknown header type 0x%02x: BARs and capabilities are not decoded",
                    saved.configuration().headerType());
        } else if (type != HeaderType.NORMAL) {
            findings.addInfo(
                    PciRegs.HEADER_TYPE,
                    PCI_HEADER_BRIDGE,
                    "header type 0x%02x is a bridge; vfio-pci does not assign bridges",
                    saved.configuration().headerType());
        }
    }

    private static void checkPowerState(SavedPciFunction saved, PciFindingList findings) {
        for (PciConfiguration.Capability capability : saved.configuration().capabilities()) {
            int offset = capability.offset() + PM_CONTROL;
            if (capability.id() == CapabilityId.PM.id() && saved.space().contains(offset, 2)) {
                int state = saved.space().u16(offset) & 3;
                if (state != 0) {
                    findings.addInfo(
                            offset, PCI_POWER_STATE, "the guest has put the device into power state D%d", state);
                }
                return;
            }
        }
    }

    private static void checkExtendedCapabilities(SavedPciFunction saved, PciFindingList findings) {
        boolean express = false;
        for (PciConfiguration.Capability capability : saved.configuration().capabilities()) {
            express |= capability.id() == CapabilityId.EXP.id() || capability.id() == CapabilityId.PCIX.id();
        }
        if (!express && !saved.configuration().extendedCapabilities().isEmpty()) {
            findings.addInfo(
                    ConfigSpace.CONVENTIONAL_SIZE,
                    PCI_EXTENDED_WITHOUT_EXPRESS,
                    "extended capabilities without a PCI Express capability: drivers and lspci ignore them");
        }
    }

    private static void checkBar(Bar bar, SavedPciFunction saved, PciFindingList findings) {
        if (bar.isUpperHalfMissing(HeaderType.of(saved.space()))) {
            findings.addWarning(
                    bar.registerOffset(),
                    PCI_BAR_BROKEN,
                    "BAR %d has 64 bits but is the last BAR: its upper half is missing",
                    bar.index());
        }
    }

    /**
     * Checks that each BAR has an address if its address space is decoded. A function with memory decoding and without
     * any address is not damaged: the kernel shows each virtual function like that until it is mapped, because a virtual
     * function has no memory bit ({@code vfio_config_init} in drivers/vfio/pci/vfio_pci_config.c, no_command_memory).
     * A virtual function has no I/O ports.
     */
    private static void checkAddresses(SavedPciFunction saved, PciFindingList findings) {
        List<Bar> withoutAddress = new ArrayList<>();
        boolean unmapped = true;
        for (Bar bar : saved.configuration().bars()) {
            unmapped &= bar.address() == 0;
            if (bar.address() == 0 && saved.hasCommandBit(commandBit(bar))) {
                withoutAddress.add(bar);
                unmapped &= bar.kind() != Bar.Kind.IO;
            }
        }
        if (unmapped && !withoutAddress.isEmpty()) {
            findings.addInfo(
                    withoutAddress.get(0).registerOffset(),
                    PCI_BAR_UNPROGRAMMED,
                    "memory decoding is enabled, but no BAR has an address: the kernel shows a virtual function like this"
                            + " until a guest maps it");
            return;
        }
        for (Bar bar : withoutAddress) {
            findings.addWarning(
                    bar.registerOffset(),
                    PCI_BAR_UNPROGRAMMED,
                    "%s decoding is enabled, but BAR %d has no address",
                    bar.kind() == Bar.Kind.IO ? "I/O" : "memory",
                    bar.index());
        }
    }

    private static int commandBit(Bar bar) {
        return bar.kind() == Bar.Kind.IO ? PciRegs.COMMAND_IO : PciRegs.COMMAND_MEMORY;
    }
}
