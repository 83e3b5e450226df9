// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.migstream.pci.Bar;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.HeaderType;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.PciRegs;

/** Formats the header registers, which lspci prints before the capabilities. */
final class HeaderText {
    private static final RegisterBits COMMAND = RegisterBits.startingAt(
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
    private static final RegisterBits STATUS_LOW =
            RegisterBits.startingAt(4, "Cap", "66MHz", "UDF", "FastB2B", "ParErr");
    private static final RegisterBits STATUS_HIGH = RegisterBits.startingAt(
                    11, ">TAbort", "<TAbort", "<MAbort", ">SERR", "<PERR")
            .withNames(3, "INTx");
    private static final List<String> DEVSEL_TIMINGS = List.of("fast", "medium", "slow", "??");
    private static final int BIST_CAPABLE = 1 << 7;
    private static final int BIST_START = 1 << 6;
    private static final long ROM_ADDRESS_MASK = 0xffff_f800L;

    private final PciConfiguration configuration;
    private final ConfigSpace space;
    private final HeaderType type;
    private final List<String> lines = new ArrayList<>();

    private HeaderText(PciConfiguration configuration, ConfigSpace space) {
        this.configuration = configuration;
        this.space = space;
        this.type = HeaderType.of(space);
    }

    static List<String> formatLines(PciConfiguration configuration, ConfigSpace space) {
        HeaderText text = new HeaderText(configuration, space);
        text.addIdentity();
        if (text.type == HeaderType.UNKNOWN) {
            text.lines.add(format("\t!!! Unknown header type %02x", configuration.headerType() & 0x7f));
            return text.lines;
        }
        text.addCommandAndStatus();
        text.addInterrupt();
        text.addBist();
        configuration.bars().forEach(text::addRegion);
        text.addBusNumbers();
        text.addExpansionRom();
        return text.lines;
    }

    private void addIdentity() {
        int programmingInterface = configuration.classCode() & 0xff;
        String interfaceName = PciClass.programmingInterfaceName(configuration.classCode())
                .map(name -> " [" + name + "]")
                .orElse("");
        lines.add(format(
                "%s [%04x]: %04x:%04x%s%s",
                PciClass.subclassName(configuration.classCode()),
                configuration.classCode() >> 8,
                configuration.vendorId(),
                configuration.deviceId(),
                configuration.revision() == 0 ? "" : format(" (rev %02x)", configuration.revision()),
                programmingInterface == 0 && interfaceName.isEmpty()
                        ? ""
                        : format(" (prog-if %02x%s)", programmingInterface, interfaceName)));
        int subsystem = configuration.subsystemVendorId().orElse(0);
        if (subsystem != 0 && subsystem != 0xffff) {
            lines.add(format(
                    "\tSubsystem: %04x:%04x",
                    subsystem, configuration.subsystemId().orElse(0)));
        }
    }

    private void addCommandAndStatus() {
        lines.add("\tControl: " + COMMAND.format(configuration.command()));
        lines.add(format(
                "\tStatus: %s DEVSEL=%s %s",
                STATUS_LOW.format(configuration.status()),
                DEVSEL_TIMINGS.get(configuration.status() >> 9 & 3),
                STATUS_HIGH.format(configuration.status())));
        if ((configuration.command() & PciRegs.COMMAND_MASTER) != 0) {
            int cacheLine = space.u8(PciRegs.CACHE_LINE_SIZE);
            lines.add(format(
                    "\tLatency: %d%s%s",
                    space.u8(PciRegs.LATENCY_TIMER),
                    type == HeaderType.NORMAL ? formatLatencyLimits() : "",
                    cacheLine == 0 ? "" : format(", Cache Line Size: %d bytes", cacheLine * 4)));
        }
    }

    private String formatLatencyLimits() {
        List<String> limits = new ArrayList<>();
        int minGrant = space.u8(PciRegs.MIN_GNT);
        int maxLatency = space.u8(PciRegs.MAX_LAT);
        if (minGrant != 0) {
            limits.add(minGrant * 250 + "ns min");
        }
        if (maxLatency != 0) {
            limits.add(maxLatency * 250 + "ns max");
        }
        return limits.isEmpty() ? "" : " (" + String.join(", ", limits) + ")";
    }

    private void addInterrupt() {
        int pin = configuration.interruptPin();
        int irq = configuration.interruptLine();
        if (pin != 0 || irq != 0) {
            String letter = pin >= 1 && pin <= 4 ? String.valueOf((char) ('A' + pin - 1)) : "?";
            lines.add(format("\tInterrupt: pin %s routed to IRQ %d", letter, irq));
        }
    }

    private void addBist() {
        int bist = space.u8(PciRegs.BIST);
        if ((bist & BIST_CAPABLE) != 0) {
            lines.add((bist & BIST_START) != 0 ? "\tBIST is running" : format("\tBIST result: %02x", bist & 0xf));
        }
    }

    private void addRegion(Bar bar) {
        boolean io = bar.kind() == Bar.Kind.IO;
        boolean enabled = (configuration.command() & (io ? PciRegs.COMMAND_IO : PciRegs.COMMAND_MEMORY)) != 0;
        String disabled = enabled ? "" : " [disabled]";
        if (io) {
            String address = bar.address() != 0 || enabled ? format("%04x", bar.address()) : "<unassigned>";
            lines.add(format("\tRegion %d: I/O ports at %s%s", bar.index(), address, disabled));
            return;
        }
        String address = bar.address() == 0 ? "<unassigned>" : format("%08x", bar.address());
        lines.add(format(
                "\tRegion %d: Memory at %s (%s, %sprefetchable)%s",
                bar.index(),
                bar.isUpperHalfMissing(type) ? "<broken-64-bit-slot>" : address,
                formatMemoryType(bar),
                bar.prefetchable() ? "" : "non-",
                disabled));
    }

    private String formatMemoryType(Bar bar) {
        return switch ((int) space.u32(bar.registerOffset()) & Bar.MEM_TYPE_MASK) {
            case 0 -> "32-bit";
            case Bar.MEM_TYPE_64 -> "64-bit";
            case 2 -> "low-1M";
            default -> "type 3";
        };
    }

    /** Adds the bus numbers of a bridge. The memory and I/O windows are omitted; they are irrelevant for migration. */
    private void addBusNumbers() {
        if (type != HeaderType.NORMAL) {
            lines.add(format(
                    "\tBus: primary=%02x, secondary=%02x, subordinate=%02x, sec-latency=%d",
                    space.u8(0x18), space.u8(0x19), space.u8(0x1a), space.u8(0x1b)));
        }
    }

    private void addExpansionRom() {
        OptionalInt register = type.romRegisterOffset();
        long rom = register.isPresent() ? space.u32(register.getAsInt()) : 0;
        if (rom == 0) {
            return;
        }
        long address = rom & ROM_ADDRESS_MASK;
        boolean memoryEnabled = (configuration.command() & PciRegs.COMMAND_MEMORY) != 0;
        String state = (rom & 1) == 0 ? " [disabled]" : memoryEnabled ? "" : " [disabled by cmd]";
        lines.add("\tExpansion ROM at " + (address == 0 ? "<unassigned>" : format("%08x", address)) + state);
    }
}
