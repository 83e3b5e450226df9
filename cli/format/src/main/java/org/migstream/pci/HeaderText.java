// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.CapabilityText.line;

import java.util.ArrayList;
import java.util.List;

/** The registers that every function has, as lspci shows them above the capabilities. */
final class HeaderText {
    private static final RegisterBits COMMAND = RegisterBits.at(
            0,
            "I/O",
            "Mem",
            "BusMaster",
            "SpecCycle",
            "MemWINV",
            "VGASnoop",
            "ParErr",
            "Stepping",
            "SERR",
            "FastB2B",
            "DisINTx");
    private static final RegisterBits STATUS_LOW = RegisterBits.at(4, "Cap", "66MHz", "UDF", "FastB2B", "ParErr");
    private static final RegisterBits STATUS_HIGH = RegisterBits.at(
                    11, ">TAbort", "<TAbort", "<MAbort", ">SERR", "<PERR")
            .and(3, "INTx");
    private static final List<String> DEVICE_SELECT = List.of("fast", "medium", "slow", "??");
    private static final int BIST_CAPABLE = 1 << 7;
    private static final int BIST_START = 1 << 6;
    private static final long ROM_ADDRESS_MASK = 0xffff_f800L;

    private final PciConfiguration function;
    private final ConfigSpace space;
    private final HeaderType type;
    private final List<String> lines = new ArrayList<>();

    private HeaderText(PciConfiguration function, ConfigSpace space) {
        this.function = function;
        this.space = space;
        this.type = HeaderType.of(space);
    }

    static List<String> lines(PciConfiguration function, ConfigSpace space) {
        HeaderText text = new HeaderText(function, space);
        text.identity();
        if (text.type == HeaderType.UNKNOWN) {
            text.lines.add(line("\t!!! Unknown header type %02x", function.headerType() & 0x7f));
            return text.lines;
        }
        text.commandAndStatus();
        text.interrupt();
        text.selfTest();
        function.bars().forEach(text::region);
        text.bus();
        text.rom();
        return text.lines;
    }

    private void identity() {
        int programmingInterface = function.classCode() & 0xff;
        String interfaceName = PciClass.programmingInterface(function.classCode())
                .map(name -> " [" + name + "]")
                .orElse("");
        lines.add(line(
                "%s [%04x]: %04x:%04x%s%s",
                PciClass.subclass(function.classCode()),
                function.classCode() >> 8,
                function.vendorId(),
                function.deviceId(),
                function.revision() == 0 ? "" : line(" (rev %02x)", function.revision()),
                programmingInterface == 0 && interfaceName.isEmpty()
                        ? ""
                        : line(" (prog-if %02x%s)", programmingInterface, interfaceName)));
        int subsystem = function.subsystemVendorId().orElse(0);
        if (subsystem != 0 && subsystem != 0xffff) {
            lines.add(line(
                    "\tSubsystem: %04x:%04x", subsystem, function.subsystemId().orElse(0)));
        }
    }

    private void commandAndStatus() {
        lines.add("\tControl: " + COMMAND.show(function.command()));
        lines.add(line(
                "\tStatus: %s DEVSEL=%s %s",
                STATUS_LOW.show(function.status()),
                DEVICE_SELECT.get(function.status() >> 9 & 3),
                STATUS_HIGH.show(function.status())));
        if ((function.command() & PciRegs.COMMAND_MASTER) != 0) {
            int cacheLine = space.u8(PciRegs.CACHE_LINE_SIZE);
            lines.add(line(
                    "\tLatency: %d%s%s",
                    space.u8(PciRegs.LATENCY_TIMER),
                    type == HeaderType.NORMAL ? grants() : "",
                    cacheLine == 0 ? "" : line(", Cache Line Size: %d bytes", cacheLine * 4)));
        }
    }

    private String grants() {
        List<String> grants = new ArrayList<>();
        int shortest = space.u8(PciRegs.MIN_GNT);
        int longest = space.u8(PciRegs.MAX_LAT);
        if (shortest != 0) {
            grants.add(shortest * 250 + "ns min");
        }
        if (longest != 0) {
            grants.add(longest * 250 + "ns max");
        }
        return grants.isEmpty() ? "" : " (" + String.join(", ", grants) + ")";
    }

    private void interrupt() {
        int pin = function.interruptPin();
        int irq = function.interruptLine();
        if (pin != 0 || irq != 0) {
            String letter = pin >= 1 && pin <= 4 ? String.valueOf((char) ('A' + pin - 1)) : "?";
            lines.add(line("\tInterrupt: pin %s routed to IRQ %d", letter, irq));
        }
    }

    private void selfTest() {
        int test = space.u8(PciRegs.BIST);
        if ((test & BIST_CAPABLE) != 0) {
            lines.add((test & BIST_START) != 0 ? "\tBIST is running" : line("\tBIST result: %02x", test & 0xf));
        }
    }

    private void region(Bar bar) {
        boolean io = bar.kind() == Bar.Kind.IO;
        boolean enabled = (function.command() & (io ? PciRegs.COMMAND_IO : PciRegs.COMMAND_MEMORY)) != 0;
        String disabled = enabled ? "" : " [disabled]";
        if (io) {
            String address = bar.address() != 0 || enabled ? line("%04x", bar.address()) : "<unassigned>";
            lines.add(line("\tRegion %d: I/O ports at %s%s", bar.index(), address, disabled));
            return;
        }
        String address = bar.address() == 0 ? "<unassigned>" : line("%08x", bar.address());
        lines.add(line(
                "\tRegion %d: Memory at %s (%s, %sprefetchable)%s",
                bar.index(),
                bar.broken(type) ? "<broken-64-bit-slot>" : address,
                width(bar),
                bar.prefetchable() ? "" : "non-",
                disabled));
    }

    private String width(Bar bar) {
        return switch ((int) space.u32(bar.register()) & Bar.MEM_TYPE_MASK) {
            case 0 -> "32-bit";
            case Bar.MEM_TYPE_64 -> "64-bit";
            case 2 -> "low-1M";
            default -> "type 3";
        };
    }

    /** Of a bridge only the bus numbers: its windows say nothing about a device that migrates. */
    private void bus() {
        if (type != HeaderType.NORMAL) {
            lines.add(line(
                    "\tBus: primary=%02x, secondary=%02x, subordinate=%02x, sec-latency=%d",
                    space.u8(0x18), space.u8(0x19), space.u8(0x1a), space.u8(0x1b)));
        }
    }

    private void rom() {
        long rom = type.romAddress() < 0 ? 0 : space.u32(type.romAddress());
        if (rom == 0) {
            return;
        }
        long address = rom & ROM_ADDRESS_MASK;
        boolean decoded = (function.command() & PciRegs.COMMAND_MEMORY) != 0;
        String state = (rom & 1) == 0 ? " [disabled]" : decoded ? "" : " [disabled by cmd]";
        lines.add("\tExpansion ROM at " + (address == 0 ? "<unassigned>" : line("%08x", address)) + state);
    }
}
