// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/** Identity, header layout, power state, and extended capabilities that nobody would look for. */
final class HeaderCheck implements ConsistencyCheck {
    private static final int PM_CONTROL = 4;

    @Override
    public void check(SavedPciFunction saved, PciFindingList findings) {
        int vendorId = saved.configuration().vendorId();
        if (vendorId == 0 || vendorId == 0xffff) {
            findings.addWarning(
                    PciRegs.VENDOR_ID, "pci.vendor-id", "vendor id 0x%04x stands for an absent device", vendorId);
        }
        checkHeaderType(saved, findings);
        checkPowerState(saved, findings);
        boolean express = saved.configuration().capabilities().stream()
                .anyMatch(capability ->
                        capability.id() == CapabilityId.EXP.id() || capability.id() == CapabilityId.PCIX.id());
        if (!express && !saved.configuration().extendedCapabilities().isEmpty()) {
            findings.addInfo(
                    ConfigSpace.CONVENTIONAL_SIZE,
                    "pci.extended-without-express",
                    "extended capabilities without a PCI Express capability: drivers and lspci do not look for them");
        }
    }

    private static void checkHeaderType(SavedPciFunction saved, PciFindingList findings) {
        HeaderType type = HeaderType.of(saved.space());
        if (type == HeaderType.UNKNOWN) {
            findings.addWarning(
                    PciRegs.HEADER_TYPE,
                    "pci.header-type",
                    "unknown header type 0x%02x: BARs and capabilities were not read",
                    saved.configuration().headerType());
        } else if (type != HeaderType.NORMAL) {
            findings.addInfo(
                    PciRegs.HEADER_TYPE,
                    "pci.header-bridge",
                    "header type 0x%02x is that of a bridge, which vfio-pci does not assign",
                    saved.configuration().headerType());
        }
    }

    private static void checkPowerState(SavedPciFunction saved, PciFindingList findings) {
        saved.configuration().capabilities().stream()
                .filter(capability -> capability.id() == CapabilityId.PM.id())
                .mapToInt(capability -> capability.offset() + PM_CONTROL)
                .filter(offset -> saved.space().contains(offset, 2))
                .findFirst()
                .ifPresent(offset -> {
                    int state = saved.space().u16(offset) & 3;
                    if (state != 0) {
                        findings.addInfo(
                                offset, "pci.power-state", "the guest had put the device to sleep, in D%d", state);
                    }
                });
    }
}
