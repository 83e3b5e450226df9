// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.PciConfiguration.ExtendedCapability;

/**
 * Finds the register that contains a byte of a configuration space. Registers of the header, and registers that QEMU
 * compares when it loads the space, have their own names. Any other byte of a capability belongs to a register of four
 * bytes with the name of the capability, and a byte outside of all capabilities to a register of the device's own.
 */
final class ConfigRegisterMap {
    private static final long ALL_BITS = -1;
    private static final long EXTENDED_ID_MASK = 0xffff;

    private final NavigableMap<Integer, ConfigRegister> namedRegisters = new TreeMap<>();
    private final NavigableMap<Integer, CapabilityRange> capabilityRanges = new TreeMap<>();

    /** A capability from its offset, which is the key of the map, to its end. */
    private record CapabilityRange(String name, int end) {}

    /** Creates the map of a space with these capabilities. */
    ConfigRegisterMap(ConfigSpace space, List<Capability> list, List<ExtendedCapability> extended) {
        addHeader(space);
        list.forEach(capability -> addCapability(capability, capability.end(list)));
        extended.forEach(capability -> addExtendedCapability(
                capability.offset(), ExtendedCapabilityId.nameOf(capability.id()), capability.end(extended, space)));
    }

    /** Reads the capabilities of a space and creates its map. */
    static ConfigRegisterMap of(ConfigSpace space) {
        PciConfiguration configuration = PciConfiguration.read(space);
        return new ConfigRegisterMap(space, configuration.capabilities(), configuration.extendedCapabilities());
    }

    /** Returns the register that contains the byte at {@code offset}. */
    ConfigRegister registerAt(int offset) {
        return findNamed(offset).orElseGet(() -> unnamedRegister(offset));
    }

    /** Returns the register that contains the byte at {@code offset}, if it has its own name. */
    Optional<ConfigRegister> findNamed(int offset) {
        return Optional.ofNullable(namedRegisters.floorEntry(offset))
                .map(Map.Entry::getValue)
                .filter(register -> register.contains(offset));
    }

    /** Returns whether the byte at {@code offset} belongs to the header or to a capability. */
    boolean covers(int offset) {
        return offset < PciRegs.STD_HEADER_SIZEOF || findCapability(offset).isPresent();
    }

    private Optional<Map.Entry<Integer, CapabilityRange>> findCapability(int offset) {
        return Optional.ofNullable(capabilityRanges.floorEntry(offset))
                .filter(capability -> offset < capability.getValue().end());
    }

    private ConfigRegister unnamedRegister(int offset) {
        int start = offset & ~3;
        String name = offset < PciRegs.STD_HEADER_SIZEOF
                ? "Header"
                : findCapability(offset)
                        .map(capability ->
                                "%s + 0x%02x".formatted(capability.getValue().name(), start - capability.getKey()))
                        .orElse("device-specific register");
        return ConfigRegister.hex(start, 4, name);
    }

    private void addHeader(ConfigSpace space) {
        addNumber(PciRegs.VENDOR_ID, 2, "Vendor ID");
        addNumber(PciRegs.DEVICE_ID, 2, "Device ID");
        addNumber(PciRegs.COMMAND, 2, "Command");
        addFormatted(
                PciRegs.STATUS,
                2,
                "Status",
                value -> (value & PciRegs.STATUS_CAP_LIST) == 0 ? "no capability list" : "a capability list");
        addNumber(PciRegs.REVISION_ID, 1, "Revision ID");
        addNumber(PciRegs.CLASS_PROG, 3, "Class Code");
        addNumber(PciRegs.CACHE_LINE_SIZE, 1, "Cache Line Size");
        addNumber(PciRegs.LATENCY_TIMER, 1, "Latency Timer");
        addNumber(PciRegs.HEADER_TYPE, 1, "Header Type");
        addNumber(PciRegs.BIST, 1, "BIST");
        if ((space.u8(PciRegs.HEADER_TYPE) & 0x7f) == 0) {
            addNumber(PciRegs.SUBSYSTEM_VENDOR_ID, 2, "Subsystem Vendor ID");
            addNumber(PciRegs.SUBSYSTEM_ID, 2, "Subsystem ID");
            addNumber(0x30, 4, "Expansion ROM");
        }
        addNumber(PciRegs.INTERRUPT_LINE, 1, "Interrupt Line");
        addNumber(PciRegs.INTERRUPT_PIN, 1, "Interrupt Pin");
        addNumber(PciRegs.CAPABILITY_LIST, 1, "Capabilities Pointer");
        for (Bar bar : Bar.read(space)) {
            addFormatted(bar.registerOffset(), 4, "BAR " + bar.index(), Bar::describeType);
        }
    }

    private void addCapability(Capability capability, int end) {
        int at = capability.offset();
        String name = CapabilityId.nameOf(capability.id());
        capabilityRanges.put(at, new CapabilityRange(name, end));
        namedRegisters.put(
                at, new ConfigRegister(at, 1, "Capability ID", id -> CapabilityId.nameOf((int) id), ALL_BITS, end));
        addNumber(at + 1, 1, name + " Next Capability Pointer");
        CapabilityId known = CapabilityId.of(capability.id()).orElse(null);
        if (known == CapabilityId.EXP) {
            addNumber(at + 2, 2, "Express Capabilities");
            addNumber(at + 4, 4, "Express Device Capabilities");
            addNumber(at + 8, 2, "Express Device Control");
            addNumber(at + 0xa, 2, "Express Device Status");
            addNumber(at + 0xc, 4, "Express Link Capabilities");
            addNumber(at + 0x10, 2, "Express Link Control");
            addNumber(at + 0x12, 2, "Express Link Status");
            addNumber(at + 0x14, 4, "Express Slot Capabilities");
            addNumber(at + 0x18, 2, "Express Slot Control");
            addNumber(at + 0x1a, 2, "Express Slot Status");
            addNumber(at + 0x1c, 2, "Express Root Control");
            addNumber(at + 0x1e, 2, "Express Root Capabilities");
            addNumber(at + 0x20, 4, "Express Root Status");
            addNumber(at + 0x24, 4, "Express Device Capabilities 2");
            addNumber(at + 0x28, 2, "Express Device Control 2");
            addNumber(at + 0x2c, 4, "Express Link Capabilities 2");
            addNumber(at + 0x30, 2, "Express Link Control 2");
            addNumber(at + 0x32, 2, "Express Link Status 2");
        } else if (known == CapabilityId.MSIX) {
            addFormatted(
                    at + MsixCapability.MESSAGE_CONTROL,
                    2,
                    "MSI-X Message Control",
                    control -> "table size " + MsixCapability.vectorCount((int) control));
            addFormatted(at + MsixCapability.TABLE, 4, "MSI-X Table", ConfigRegisterMap::formatLocation);
            addFormatted(at + MsixCapability.PENDING_BITS, 4, "MSI-X Pending Bits", ConfigRegisterMap::formatLocation);
        } else if (known == CapabilityId.MSI) {
            addNumber(at + 2, 2, "MSI Message Control");
        } else if (known == CapabilityId.PM) {
            addNumber(at + 2, 2, "PM Capabilities");
            addNumber(at + 4, 2, "PM Control and Status");
        }
    }

    private void addExtendedCapability(int at, String name, int end) {
        capabilityRanges.put(at, new CapabilityRange(name, end));
        namedRegisters.put(
                at,
                new ConfigRegister(
                        at,
                        4,
                        "Extended Capability Header",
                        ConfigRegisterMap::formatExtendedHeader,
                        EXTENDED_ID_MASK,
                        end));
    }

    private static String formatExtendedHeader(long header) {
        return header == 0
                ? "none"
                : "%s version %d, next 0x%03x"
                        .formatted(
                                ExtendedCapabilityId.nameOf((int) (header & EXTENDED_ID_MASK)),
                                header >> 16 & 0xf,
                                header >> 20);
    }

    private static String formatLocation(long register) {
        return MsixCapability.Location.of(register).toString();
    }

    private void addNumber(int offset, int length, String name) {
        namedRegisters.put(offset, ConfigRegister.hex(offset, length, name));
    }

    private void addFormatted(int offset, int length, String name, LongFunction<String> formatter) {
        namedRegisters.put(offset, ConfigRegister.formatted(offset, length, name, formatter));
    }

    /**
     * A named register of a configuration space.
     *
     * @param offset offset of its first byte in the space
     * @param length bytes, 1 to 4
     * @param name name as in the PCI specifications, after the name of its capability
     * @param formatter formats its value
     * @param layoutMask bits that decide which registers follow it, such as a capability id; 0 for most registers
     * @param layoutEnd end offset of the registers that depend on these bits
     */
    record ConfigRegister(
            int offset, int length, String name, LongFunction<String> formatter, long layoutMask, int layoutEnd) {
        /** Creates a register that is shown as a hexadecimal number. */
        static ConfigRegister hex(int offset, int length, String name) {
            return formatted(
                    offset, length, name, value -> String.format(Locale.ROOT, "0x%0" + 2 * length + "x", value));
        }

        /** Creates a register with its own format. */
        static ConfigRegister formatted(int offset, int length, String name, LongFunction<String> formatter) {
            return new ConfigRegister(offset, length, name, formatter, 0, offset + length);
        }

        boolean contains(int at) {
            return at >= offset && at < offset + length;
        }

        /** Returns its value, zero-extended; bytes outside the space count as 0. */
        long value(ConfigSpace space) {
            long value = 0;
            for (int i = length - 1; i >= 0; i--) {
                value = value << Byte.SIZE | (space.contains(offset + i, 1) ? space.u8(offset + i) : 0);
            }
            return value;
        }

        /** Returns its value for people. */
        String formatted(ConfigSpace space) {
            return formatter.apply(value(space));
        }

        /**
         * Returns the offset at which a comparison of two spaces continues after this register. If the layout bits
         * differ, the registers that depend on them are skipped.
         */
        int nextOffset(ConfigSpace one, ConfigSpace other) {
            return ((value(one) ^ value(other)) & layoutMask) == 0 ? offset + length : layoutEnd;
        }
    }
}
