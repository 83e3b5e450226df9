// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.List;

/**
 * Does to the configuration space of a host function what QEMU does when it creates a vfio-pci device ({@code
 * vfio_pci_realize} in hw/vfio/pci.c) and resets it ({@code pci_do_device_reset} in hw/pci/pci.c), in this order:
 *
 * <pre>
 *   header            multi-function bit, BARs, ROM     vfio_pci_config_setup, vfio_bars_register, vfio_pci_size_rom
 *   capabilities      {@link GuestCapabilities}
 *   extended ones     {@link GuestExtendedCapabilities}
 *   registers that the guest writes: 0                  pci_do_device_reset, msi_reset, msix_reset
 * </pre>
 */
final class GuestFunctionBuilder {
    private static final String RESET = "the guest writes it; it is 0 after a reset";
    private static final int BAR_SPAN = PciRegs.BASE_ADDRESS_END - PciRegs.BASE_ADDRESS_0;

    private final HostFunction host;
    private final GuestBus bus;
    private final String machineType;
    private final ConfigDraft draft;
    private final List<Range> hidden = new ArrayList<>();

    GuestFunctionBuilder(HostFunction host, GuestBus bus, String machineType) {
        this.host = host;
        this.bus = bus;
        this.machineType = machineType;
        draft = new ConfigDraft(host.configSpace());
    }

    /** A range of bytes that QEMU does not compare, because it hides the capability there. */
    record Range(int offset, int length) {}

    /** Returns the function as the guest sees it after a reset. */
    GuestFunction build(boolean multiFunction) {
        setHeader(multiFunction);
        new GuestCapabilities(host, bus, draft, hidden).rewrite();
        if (bus.isExpress() && hasCapabilityList()) {
            new GuestExtendedCapabilities(host.configSpace(), draft, hidden).rewrite();
        }
        ConfigSpace atStart = draft.toSpace();
        ComparedParts parts = ComparedParts.of(List.of(bus), machineType);
        ConfigCheckMask mask = ConfigCheckMask.ofGuestFunction(
                atStart, hasCapabilityList() ? parts : parts.withoutExtendedSpace(), host, hidden);
        if (host.use() == HostFunction.Use.RUNNING) {
            VolatileRegisters.of(atStart).markUncertain(mask);
        }
        resetWritableRegisters(mask);
        return new GuestFunction(host, draft.toSpace(), mask, draft.reasons());
    }

    private boolean hasCapabilityList() {
        return (host.configSpace().u16(PciRegs.STATUS) & PciRegs.STATUS_CAP_LIST) != 0
                && host.configSpace().u8(PciRegs.CAPABILITY_LIST) != 0;
    }

    private void setHeader(boolean multiFunction) {
        int type = draft.u8(PciRegs.HEADER_TYPE) & ~PciRegs.HEADER_TYPE_MULTI_FUNCTION;
        draft.set(
                PciRegs.HEADER_TYPE,
                1,
                multiFunction ? type | PciRegs.HEADER_TYPE_MULTI_FUNCTION : type,
                "QEMU sets the multi-function bit from its option multifunction");
        List<Bar> bars = Bar.read(host.configSpace());
        String reason = "QEMU keeps the addresses of the BARs itself; after a reset they have none";
        draft.clear(PciRegs.BASE_ADDRESS_0, BAR_SPAN, reason);
        draft.clear(PciRegs.ROM_ADDRESS, 4, reason);
        for (Bar bar : bars) {
            if (hasRegion(bar)) {
                long typeBits = host.configSpace().u32(bar.registerOffset()) & bar.typeMask();
                draft.set(bar.registerOffset(), 4, typeBits, reason);
            }
        }
    }

    private boolean hasRegion(Bar bar) {
        return host.regions() == null || host.regions().bars().get(bar.index()) > 0;
    }

    private void resetWritableRegisters(ConfigCheckMask mask) {
        for (int at = 0; at < host.configSpace().size(); at++) {
            draft.set(at, 1, draft.u8(at) & ~mask.guestWritableBits(at), RESET);
        }
        draft.set(
                PciRegs.STATUS,
                2,
                draft.u16(PciRegs.STATUS) & ~PciRegs.STATUS_ERROR_BITS,
                "a reset clears the error bits");
    }
}
