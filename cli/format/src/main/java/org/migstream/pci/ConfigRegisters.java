// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Finds the register that a byte of a configuration space belongs to. Those have names that are compared when the space
 * is loaded, and those of the header; any other byte of a capability belongs to a register of four bytes that is named
 * after the capability.
 */
final class ConfigRegisters {
    private static final long ANY_KIND = -1;
    private static final long EXTENDED_ID = 0xffff;

    private final NavigableMap<Integer, ConfigRegister> named = new TreeMap<>();
    private final NavigableMap<Integer, String> capabilities = new TreeMap<>();

    /** The registers of the device that is to load. */
    ConfigRegisters(ConfigSpace space, List<Capability> list, List<ExtendedCapability> extended) {
        header(space);
        list.forEach(capability -> capability(capability, ConfigMask.end(capability, list)));
        extended.forEach(capability -> extendedCapability(
                capability.offset(), extendedName(capability.id()), ConfigMask.end(capability, extended, space)));
    }

    /** The register that {@code offset} is a byte of. */
    ConfigRegister at(int offset) {
        return named(offset).orElseGet(() -> unnamed(offset));
    }

    /** The register with a name of its own that {@code offset} is a byte of. */
    Optional<ConfigRegister> named(int offset) {
        return Optional.ofNullable(named.floorEntry(offset))
                .map(Map.Entry::getValue)
                .filter(register -> register.covers(offset));
    }

    private ConfigRegister unnamed(int offset) {
        int start = offset & ~3;
        var owner = capabilities.floorEntry(offset);
        return ConfigRegister.number(
                start, 4, owner == null ? "Header" : "%s + 0x%02x".formatted(owner.getValue(), start - owner.getKey()));
    }

    private void header(ConfigSpace space) {
        number(PciRegs.VENDOR_ID, 2, "Vendor ID");
        number(PciRegs.DEVICE_ID, 2, "Device ID");
        number(PciRegs.COMMAND, 2, "Command");
        add(
                PciRegs.STATUS,
                2,
                "Status",
                value -> (value & PciRegs.STATUS_CAP_LIST) == 0 ? "no capability list" : "a capability list");
        number(PciRegs.REVISION_ID, 1, "Revision ID");
        number(PciRegs.CLASS_PROG, 3, "Class Code");
        number(PciRegs.CACHE_LINE_SIZE, 1, "Cache Line Size");
        number(PciRegs.LATENCY_TIMER, 1, "Latency Timer");
        number(PciRegs.HEADER_TYPE, 1, "Header Type");
        number(PciRegs.BIST, 1, "BIST");
        if ((space.u8(PciRegs.HEADER_TYPE) & 0x7f) == 0) {
            number(PciRegs.SUBSYSTEM_VENDOR_ID, 2, "Subsystem Vendor ID");
            number(PciRegs.SUBSYSTEM_ID, 2, "Subsystem ID");
            number(0x30, 4, "Expansion ROM");
        }
        number(PciRegs.INTERRUPT_LINE, 1, "Interrupt Line");
        number(PciRegs.INTERRUPT_PIN, 1, "Interrupt Pin");
        number(PciRegs.CAPABILITY_LIST, 1, "Capabilities Pointer");
        for (Bar bar : Bar.read(space)) {
            add(bar.register(), 4, "BAR " + bar.index(), Bar::type);
        }
    }

    private void capability(Capability capability, int end) {
        int at = capability.offset();
        String name = name(capability.id());
        capabilities.put(at, name);
        named.put(at, new ConfigRegister(at, 1, "Capability ID", id -> name((int) id), ANY_KIND, end));
        number(at + 1, 1, name + " Next Capability Pointer");
        CapabilityId known = CapabilityId.of(capability.id());
        if (known == CapabilityId.EXP) {
            number(at + 2, 2, "Express Capabilities");
            number(at + 4, 4, "Express Device Capabilities");
            number(at + 8, 2, "Express Device Control");
            number(at + 0xa, 2, "Express Device Status");
            number(at + 0xc, 4, "Express Link Capabilities");
            number(at + 0x10, 2, "Express Link Control");
            number(at + 0x12, 2, "Express Link Status");
            number(at + 0x24, 4, "Express Device Capabilities 2");
            number(at + 0x28, 2, "Express Device Control 2");
            number(at + 0x2c, 4, "Express Link Capabilities 2");
            number(at + 0x30, 2, "Express Link Control 2");
            number(at + 0x32, 2, "Express Link Status 2");
        } else if (known == CapabilityId.MSIX) {
            add(
                    at + MsixCapability.MESSAGE_CONTROL,
                    2,
                    "MSI-X Message Control",
                    control -> "table size " + MsixCapability.vectors((int) control));
            add(at + MsixCapability.TABLE, 4, "MSI-X Table", ConfigRegisters::location);
            add(at + MsixCapability.PENDING_BITS, 4, "MSI-X Pending Bits", ConfigRegisters::location);
        } else if (known == CapabilityId.MSI) {
            number(at + 2, 2, "MSI Message Control");
        } else if (known == CapabilityId.PM) {
            number(at + 2, 2, "PM Capabilities");
            number(at + 4, 2, "PM Control and Status");
        }
    }

    private void extendedCapability(int at, String name, int end) {
        capabilities.put(at, name);
        named.put(
                at,
                new ConfigRegister(
                        at, 4, "Extended Capability Header", ConfigRegisters::extendedHeader, EXTENDED_ID, end));
    }

    private static String name(int id) {
        CapabilityId known = CapabilityId.of(id);
        return known == null ? "capability 0x%02x".formatted(id) : known.shortName();
    }

    private static String extendedName(int id) {
        ExtendedCapabilityId known = ExtendedCapabilityId.of(id);
        return known == null ? "extended capability 0x%04x".formatted(id) : known.shortName();
    }

    private static String extendedHeader(long header) {
        return header == 0
                ? "none"
                : "%s version %d, next 0x%03x"
                        .formatted(extendedName((int) (header & EXTENDED_ID)), header >> 16 & 0xf, header >> 20);
    }

    private static String location(long register) {
        return MsixCapability.Location.of(register).toString();
    }

    private void number(int offset, int length, String name) {
        named.put(offset, ConfigRegister.number(offset, length, name));
    }

    private void add(int offset, int length, String name, LongFunction<String> show) {
        named.put(offset, ConfigRegister.shown(offset, length, name, show));
    }
}
