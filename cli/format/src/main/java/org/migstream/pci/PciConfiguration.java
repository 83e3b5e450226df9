// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.OptionalInt;
import org.migstream.spi.Finding;

/**
 * What a configuration space says, register by register, and what is odd about it.
 *
 * @param vendorId 16 bits
 * @param deviceId 16 bits
 * @param command command register, 16 bits
 * @param status status register, 16 bits
 * @param revision 8 bits
 * @param classCode base class, subclass and programming interface: 24 bits
 * @param headerType the raw byte, multi-function bit included
 * @param subsystemVendorId 16 bits; empty for a bridge without the capability that tells it and for unknown layouts
 * @param subsystemId likewise
 * @param interruptPin 1 to 4 for INTA to INTD, 0 for none; other values as they stand
 * @param interruptLine what firmware wrote there, 255 for none
 * @param bars implemented base address registers in order of their index
 * @param capabilities in list order
 * @param extendedCapabilities in list order; empty for a space of 256 bytes
 * @param findings offsets are those in configuration space
 */
public record PciConfiguration(
        int vendorId,
        int deviceId,
        int command,
        int status,
        int revision,
        int classCode,
        int headerType,
        OptionalInt subsystemVendorId,
        OptionalInt subsystemId,
        int interruptPin,
        int interruptLine,
        List<Bar> bars,
        List<Capability> capabilities,
        List<ExtendedCapability> extendedCapabilities,
        List<Finding> findings) {
    /** Keeps copies of the lists. */
    public PciConfiguration {
        bars = List.copyOf(bars);
        capabilities = List.copyOf(capabilities);
        extendedCapabilities = List.copyOf(extendedCapabilities);
        findings = List.copyOf(findings);
    }

    /**
     * Reads any configuration space; never fails, damage ends as findings.
     *
     * @param irqState QEMU's words for INTA to INTD ({@code irq_state} in {@code hw/pci/pci.c}), as many as were saved
     * @param table the saved vectors, {@link MsixTable#EMPTY} without MSI-X
     */
    public static PciConfiguration decode(ConfigSpace space, List<Integer> irqState, MsixTable table) {
        PciFindingList findings = new PciFindingList();
        if (isAbsent(space)) {
            findings.addWarning(
                    0, "pci.not-present", "the header is all ff: the device did not answer when its space was read");
            return read(space, List.of(), List.of(), findings.toList());
        }
        List<Capability> capabilities = CapabilityList.read(space, findings);
        List<ExtendedCapability> extended = ExtendedCapabilityList.read(space, findings);
        PciConfiguration walked = read(space, capabilities, extended, List.of());
        SavedPciFunction saved = new SavedPciFunction(walked, space, List.copyOf(irqState), table);
        ConsistencyCheck.ALL.forEach(check -> check.check(saved, findings));
        return read(space, capabilities, extended, findings.toList());
    }

    private static PciConfiguration read(
            ConfigSpace space,
            List<Capability> capabilities,
            List<ExtendedCapability> extendedCapabilities,
            List<Finding> findings) {
        return new PciConfiguration(
                space.u16(PciRegs.VENDOR_ID),
                space.u16(PciRegs.DEVICE_ID),
                space.u16(PciRegs.COMMAND),
                space.u16(PciRegs.STATUS),
                space.u8(PciRegs.REVISION_ID),
                space.u8(PciRegs.CLASS_PROG) | space.u16(PciRegs.CLASS_PROG + 1) << 8,
                space.u8(PciRegs.HEADER_TYPE),
                SubsystemIds.vendorId(space, capabilities),
                SubsystemIds.deviceId(space, capabilities),
                space.u8(PciRegs.INTERRUPT_PIN),
                space.u8(PciRegs.INTERRUPT_LINE),
                Bar.read(space),
                capabilities,
                extendedCapabilities,
                findings);
    }

    private static boolean isAbsent(ConfigSpace space) {
        for (int offset = 0; offset < PciRegs.STD_HEADER_SIZEOF; offset += 8) {
            if (space.u64(offset) != -1) {
                return false;
            }
        }
        return true;
    }
}
