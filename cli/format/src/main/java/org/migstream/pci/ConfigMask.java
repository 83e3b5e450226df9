// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Which bits of a device's configuration space must be those of a saved one, or QEMU refuses to load it.
 *
 * <p>QEMU keeps three bytes of mask for each byte: {@code cmask} says what to compare, {@code wmask} what the guest may
 * write and {@code w1cmask} what it may clear, both of which need not agree ({@code get_pci_config_device} in {@code
 * hw/pci/pci.c}). For a vfio-pci device they are made of
 *
 * <pre>
 *   header            ids, revision, class, header type, capabilities pointer     pci_init_cmask
 *   implemented BARs  type bits; address bits are writable                        pci_register_bar
 *   capabilities      all up to the next one, but                                 pci_add_capability
 *     MSI               enable, number of messages, address, data, mask           msi_init
 *     MSI-X             12 bytes; enable and function mask are writable           msix_init
 *     PM                8 bytes; the power state is writable, from QEMU 10.0 on   pci_pm_init
 *     vendor specific   the first 3 bytes, from machine type 9.1 on               vfio_add_vendor_specific_cap
 *   extended ones     all up to the next one                                      pcie_add_capability
 * </pre>
 *
 * <p>How large a BAR is does not stand in configuration space: which address bits a guest can write is not known here.
 */
final class ConfigMask {
    private static final int ALL = 0xff;
    private static final int MESSAGE_CONTROL = 2;
    private static final int VENDOR_HEADER = 3;
    private static final int POWER_SIZE = 8;
    private static final int POWER_CONTROL = 4;
    private static final int POWER_STATE = 3;

    private final byte[] compared;
    private final byte[] written;

    private ConfigMask(int size) {
        compared = new byte[size];
        written = new byte[size];
        Arrays.fill(written, PciRegs.STD_HEADER_SIZEOF, size, (byte) ALL);
    }

    /** The mask of the device that is to load. */
    static ConfigMask of(ConfigSpace target, List<Capability> capabilities, List<ExtendedCapability> extended) {
        ConfigMask mask = new ConfigMask(target.size());
        mask.header(target);
        for (Capability capability : capabilities) {
            mask.capability(target, capability, end(capability, capabilities));
        }
        for (ExtendedCapability capability : extended) {
            if (capability.id() != ExtendedCapabilityId.NULL.id()) {
                int at = capability.offset();
                mask.demand(at, end(capability, extended, target) - at);
            }
        }
        return mask;
    }

    /** Where the next capability of the list begins, in the order of their places, or what else ends this one. */
    static int end(Capability capability, List<Capability> all) {
        return end(capability.offset(), all.stream().mapToInt(Capability::offset), ConfigSpace.CONVENTIONAL_SIZE);
    }

    /** The same of an extended one. */
    static int end(ExtendedCapability capability, List<ExtendedCapability> all, ConfigSpace space) {
        return end(capability.offset(), all.stream().mapToInt(ExtendedCapability::offset), space.size());
    }

    private static int end(int from, IntStream places, int last) {
        return places.filter(place -> place > from).min().orElse(last);
    }

    private void header(ConfigSpace target) {
        demand(PciRegs.VENDOR_ID, 4);
        compared[PciRegs.STATUS] = PciRegs.STATUS_CAP_LIST;
        demand(PciRegs.REVISION_ID, 4);
        demand(PciRegs.HEADER_TYPE, 1);
        demand(PciRegs.CAPABILITY_LIST, 1);
        for (Bar bar : Bar.read(target)) {
            demand(bar.register(), 4);
            write(bar.register(), ~bar.typeBits(), 4);
        }
    }

    private void capability(ConfigSpace target, Capability capability, int end) {
        int at = capability.offset();
        int size = end - at;
        if (capability.id() == CapabilityId.MSI.id() && MsiCapability.fits(target, at)) {
            msi(MsiCapability.at(target, at), MsiCapability.size(target.u16(at + MESSAGE_CONTROL)));
        } else if (capability.id() == CapabilityId.MSIX.id() && target.has(at, MsixCapability.SIZE)) {
            demand(at, MsixCapability.SIZE);
            write(at + MESSAGE_CONTROL, MsixCapability.ENABLE | MsixCapability.FUNCTION_MASK, 2);
        } else if (capability.id() == CapabilityId.PM.id()) {
            demand(at, Math.min(size, POWER_SIZE));
            write(at + POWER_CONTROL, POWER_STATE, 1);
        } else if (capability.id() == CapabilityId.VNDR.id()) {
            demand(at, Math.min(size, VENDOR_HEADER));
        } else {
            demand(at, size);
        }
    }

    private void msi(MsiCapability msi, int size) {
        int data = msi.offset() + (msi.wide() ? 12 : 8);
        demand(msi.offset(), size);
        write(msi.offset() + MESSAGE_CONTROL, MsiCapability.ENABLE | MsiCapability.VECTORS_ENABLED, 2);
        write(msi.offset() + 4, ~3L, data - msi.offset() - 4);
        write(data, ~0, 2);
        if (msi.mask().isPresent()) {
            write(data + 4, (1L << Math.min(msi.vectorsCapable(), MsiCapability.MAX_VECTORS)) - 1, 4);
        }
    }

    /** The bits of a byte that must agree. */
    int demanded(int offset) {
        return compared[offset] & ~written[offset] & ALL;
    }

    /** What QEMU says when a byte is not as it must be: {@code read} is the saved one, {@code device} the target's. */
    String complaint(int offset, int read, int device) {
        int writable = written[offset] & ALL;
        String bytes = String.format(
                Locale.ROOT,
                "get_pci_config_device: Bad config data: i=0x%x read: %x device: %x cmask: %x",
                offset,
                read,
                device & ~writable,
                compared[offset] & ALL);
        boolean bar = offset >= PciRegs.BASE_ADDRESS_0 && offset < PciRegs.BASE_ADDRESS_END;
        // How many of a BAR's bits are writable depends on its size.
        return bar ? bytes : bytes + String.format(Locale.ROOT, " wmask: %x w1cmask:0", writable);
    }

    private void demand(int offset, int length) {
        Arrays.fill(compared, offset, offset + length, (byte) ALL);
        Arrays.fill(written, offset, offset + length, (byte) 0);
    }

    private void write(int offset, long bits, int width) {
        for (int i = 0; i < width && offset + i < written.length; i++) {
            written[offset + i] |= (byte) (bits >> Byte.SIZE * i);
        }
    }
}
