// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.ArrayList;
import java.util.List;
import org.migstream.pci.Bar;
import org.migstream.pci.ExtendedCapabilityId;
import org.migstream.pci.lspci.CapabilityFormatter.CapabilityRegisters;

/** Formats the SR-IOV capability: the registers of a physical function that configure its virtual functions. */
final class SriovText {
    private static final int SIZE = 0x40;
    private static final int VF_BAR_0 = 0x24;
    private static final int VF_BAR_COUNT = 6;
    private static final RegisterBits CONTROL =
            RegisterBits.startingAt(0, "Enable", "Migration", "Interrupt", "MSE", "ARIHierarchy", "10BitTagReq");

    static final CapabilityFormatter SRIOV =
            CapabilityFormatter.of(ExtendedCapabilityId.SRIOV.title(), SIZE, SriovText::details);

    private SriovText() {}

    private static List<String> details(CapabilityRegisters registers) {
        long capabilities = registers.u32(4);
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "IOVCap:\t%s Interrupt Message Number: %03x",
                RegisterBits.startingAt(0, "Migration")
                        .withNames(2, "10BitTagReq")
                        .format(capabilities),
                capabilities >> 21));
        lines.add("IOVCtl:\t" + CONTROL.format(registers.u16(8)));
        lines.add("IOVSta:\t" + RegisterBits.startingAt(0, "Migration").format(registers.u16(0xa)));
        lines.add(format(
                "Initial VFs: %d, Total VFs: %d, Number of VFs: %d, Function Dependency Link: %02x",
                registers.u16(0xc), registers.u16(0xe), registers.u16(0x10), registers.u8(0x12)));
        lines.add(format(
                "VF offset: %d, stride: %d, Device ID: %04x",
                registers.u16(0x14), registers.u16(0x16), registers.u16(0x1a)));
        lines.add(
                format("Supported Page Size: %08x, System Page Size: %08x", registers.u32(0x1c), registers.u32(0x20)));
        addVfRegions(registers, lines);
        long migration = registers.u32(0x3c);
        lines.add(format("VF Migration: offset: %08x, BIR: %x", migration & ~7L, migration & 7));
        return lines;
    }

    private static void addVfRegions(CapabilityRegisters registers, List<String> lines) {
        for (Bar bar : Bar.read(registers.space(), registers.offset() + VF_BAR_0, VF_BAR_COUNT)) {
            boolean wide = bar.kind() == Bar.Kind.MEM64;
            lines.add(format(
                    "Region %d: Memory at %0" + (wide ? 16 : 8) + "x (%s-bit, %sprefetchable)",
                    bar.index(),
                    bar.address(),
                    wide ? "64" : "32",
                    bar.prefetchable() ? "" : "non-"));
        }
    }
}
