// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.PciFindingCodes.PCI_NOT_PRESENT;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.spi.Finding;

/**
 * Decoded registers of a configuration space, its {@link Capability} and {@link ExtendedCapability} lists, and the findings
 * about it.
 *
 * @param vendorId 16 bits
 * @param deviceId 16 bits
 * @param command command register, 16 bits
 * @param status status register, 16 bits
 * @param revision 8 bits
 * @param classCode base class, subclass and programming interface: 24 bits
 * @param headerType the whole byte with the multi-function bit
 * @param subsystemVendorId 16 bits; empty for a bridge without the Subsystem capability and for unknown layouts
 * @param subsystemId 16 bits; empty if {@code subsystemVendorId} is empty
 * @param interruptPin 1 to 4 for INTA to INTD, 0 for none; invalid values are kept
 * @param interruptLine number that firmware wrote, 255 for none
 * @param bars implemented base address registers in order of their index
 * @param capabilities in list order
 * @param extendedCapabilities in list order; empty for a space of 256 bytes
 * @param findings findings about this configuration space; their offsets are offsets in it
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
    /** Copies the lists. */
    public PciConfiguration {
        bars = List.copyOf(bars);
        capabilities = List.copyOf(capabilities);
        extendedCapabilities = List.copyOf(extendedCapabilities);
        findings = List.copyOf(findings);
    }

    /**
     * Decodes and checks any configuration space. This method never fails: damage becomes a finding.
     *
     * @param irqState the saved interrupt levels, from INTA to INTD ({@code irq_state} in {@code hw/pci/pci.c}); a
     *     stream may have fewer than four
     * @param table the saved vectors; {@link MsixTable#EMPTY} without MSI-X
     */
    public static PciConfiguration decode(ConfigSpace space, List<Integer> irqState, MsixTable table) {
        PciFindingList findings = new PciFindingList();
        if (isAbsent(space)) {
            findings.addWarning(
                    0,
                    PCI_NOT_PRESENT,
                    "every header byte is ff: the device did not answer when its configuration space was read");
            return read(space, List.of(), List.of(), findings.toList());
        }
        List<Capability> capabilities = CapabilityList.read(space, findings);
        List<ExtendedCapability> extended = ExtendedCapabilityList.read(space, findings);
        PciConfiguration unchecked = read(space, capabilities, extended, List.of());
        SavedPciFunction saved = new SavedPciFunction(unchecked, space, List.copyOf(irqState), table);
        HeaderCheck.check(saved, findings);
        InterruptCheck.check(saved, findings);
        MsixCheck.check(saved, findings);
        return read(space, capabilities, extended, findings.toList());
    }

    /** Decodes a configuration space without checks; the result has no findings. */
    public static PciConfiguration read(ConfigSpace space) {
        if (isAbsent(space)) {
            return read(space, List.of(), List.of(), List.of());
        }
        PciFindingList unused = new PciFindingList();
        return read(space, CapabilityList.read(space, unused), ExtendedCapabilityList.read(space, unused), List.of());
    }

    /** Returns offset and name of each capability, then of each extended capability. */
    public String describeCapabilities() {
        Stream<String> standard = capabilities.stream().map(capability -> "0x%02x %s"
                .formatted(capability.offset(), Objects.requireNonNullElseGet(capability.name(), () -> "id 0x%02x"
                        .formatted(capability.id()))));
        Stream<String> extended = extendedCapabilities.stream().map(capability -> "0x%03x %s"
                .formatted(capability.offset(), Objects.requireNonNullElseGet(capability.name(), () -> "id 0x%04x"
                        .formatted(capability.id()))));
        return Stream.concat(standard, extended).collect(Collectors.joining(", "));
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

    /**
     * An element of the capability list.
     *
     * @param offset start of the capability, in bytes from the start of configuration space; a multiple of 4, at least 0x40
     * @param id one byte, assigned by PCI-SIG
     * @param name short name such as {@code MSI-X}; null for an unknown id
     */
    public record Capability(int offset, int id, @Nullable String name) {
        /** Returns the lowest offset of a capability after this one; 256 if there is none. */
        int end(List<Capability> all) {
            return all.stream()
                    .mapToInt(Capability::offset)
                    .filter(other -> other > offset)
                    .min()
                    .orElse(ConfigSpace.CONVENTIONAL_SIZE);
        }
    }

    /**
     * An element of the extended capability list.
     *
     * @param offset start of the capability, in bytes from the start of configuration space; a multiple of 4, at least 0x100
     * @param id 16 bits, assigned by PCI-SIG. The list must start at 0x100; if QEMU hides the first capability from the
     *     guest, it leaves an element with id 0 there ({@code vfio_add_ext_cap} in {@code hw/vfio/pci.c})
     * @param version 4 bits
     * @param name short name such as {@code AER}; null for an unknown id
     */
    public record ExtendedCapability(
            int offset, int id, int version, @Nullable String name) {
        /**
         * Returns the lowest offset of an extended capability after this one; the size of {@code space} if there is
         * none.
         */
        int end(List<ExtendedCapability> all, ConfigSpace space) {
            return all.stream()
                    .mapToInt(ExtendedCapability::offset)
                    .filter(other -> other > offset)
                    .min()
                    .orElse(space.size());
        }
    }

    /** Finds the subsystem ids. Each header layout has them at another offset. */
    static final class SubsystemIds {
        private static final int CARDBUS_VENDOR_ID = 0x42;
        private static final int CARDBUS_ID = 0x40;
        private static final int SSVID_VENDOR_ID = 4;
        private static final int SSVID_DEVICE_ID = 6;

        private SubsystemIds() {}

        /** Returns the subsystem vendor id; empty if the layout has none. */
        static OptionalInt vendorId(ConfigSpace space, List<Capability> capabilities) {
            return read(space, capabilities, PciRegs.SUBSYSTEM_VENDOR_ID, SSVID_VENDOR_ID, CARDBUS_VENDOR_ID);
        }

        /** Returns the subsystem id; empty if the layout has none. */
        static OptionalInt deviceId(ConfigSpace space, List<Capability> capabilities) {
            return read(space, capabilities, PciRegs.SUBSYSTEM_ID, SSVID_DEVICE_ID, CARDBUS_ID);
        }

        private static OptionalInt read(
                ConfigSpace space, List<Capability> capabilities, int normal, int inCapability, int cardbus) {
            return switch (HeaderType.of(space)) {
                case NORMAL -> OptionalInt.of(space.u16(normal));
                case CARDBUS -> OptionalInt.of(space.u16(cardbus));
                case BRIDGE ->
                    capabilities.stream()
                            .filter(capability -> capability.id() == CapabilityId.SSVID.id())
                            .mapToInt(capability -> capability.offset() + inCapability)
                            .filter(offset -> space.contains(offset, 2))
                            .map(space::u16)
                            .findFirst();
                case UNKNOWN -> OptionalInt.empty();
            };
        }
    }
}
