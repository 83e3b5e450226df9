// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.migstream.pci.GuestFunctionBuilder.Range;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.PciConfiguration.ExtendedCapability;

/**
 * The bits that must be equal in a saved configuration space and in the space of the target. If they differ, QEMU
 * refuses to load the stream.
 *
 * <p>QEMU has three mask bytes for each byte: it compares the bits of {@code cmask}, except those that the guest may write
 * ({@code wmask}) or clear ({@code w1cmask}) ({@code get_pci_config_device} in {@code hw/pci/pci.c}). The masks of a
 * vfio-pci device come from these functions:
 *
 * <pre>
 *   header            ids, revision, class, header type, capabilities pointer     pci_init_cmask
 *   implemented BARs  type bits; address bits are writable                        pci_register_bar
 *   capabilities      all bytes up to the next capability, except                 pci_add_capability
 *     MSI               all; enable, count, address, data and mask are writable   msi_init
 *     MSI-X             12 bytes; enable and function mask are writable           msix_init
 *     PM                8 bytes; the power state is writable, from QEMU 10.0 on   pci_pm_init
 *     vendor specific   the first 3 bytes; all up to machine type 9.0             vfio_add_vendor_specific_cap
 *   extended ones     all bytes up to the next capability                         pcie_add_capability
 * </pre>
 *
 * <p>Configuration space does not contain the size of a BAR. Where the size is not known, all address bits count as writable.
 */
final class ConfigCheckMask {
    private static final int ALL_BITS = 0xff;
    private static final int MESSAGE_CONTROL = 2;
    private static final int VENDOR_HEADER_SIZE = 3;
    private static final int PM_SIZE = 8;
    private static final int PM_CONTROL = 4;
    private static final int PM_STATE_MASK = 3;
    private static final int COMMAND_WRITABLE = PciRegs.COMMAND_IO
            | PciRegs.COMMAND_MEMORY
            | PciRegs.COMMAND_MASTER
            | PciRegs.COMMAND_SERR
            | PciRegs.COMMAND_INTX_DISABLE;
    private static final int ROM_ENABLE = 1;

    private final byte[] cmask;
    private final byte[] wmask;
    private final byte[] w1cmask;
    private final byte[] uncertain;

    /** Creates the mask of a device without header and capabilities: nothing is compared. */
    ConfigCheckMask(int size) {
        cmask = new byte[size];
        wmask = new byte[size];
        w1cmask = new byte[size];
        uncertain = new byte[size];
        Arrays.fill(wmask, PciRegs.STD_HEADER_SIZEOF, size, (byte) ALL_BITS);
    }

    /**
     * Returns the mask of a vfio-pci device.
     *
     * @param parts which parts QEMU compares
     */
    static ConfigCheckMask of(
            ConfigSpace target, List<Capability> capabilities, List<ExtendedCapability> extended, ComparedParts parts) {
        ConfigCheckMask mask = new ConfigCheckMask(target.size());
        mask.addHeader(target);
        for (Capability capability : capabilities) {
            int end = capability.end(capabilities);
            mask.addCapability(target, capability, end);
            if (capability.id() == CapabilityId.VNDR.id()) {
                mask.addVendorRegisters(capability.offset() + VENDOR_HEADER_SIZE, end, parts.vendorRegisters());
            }
        }
        for (ExtendedCapability capability : extended) {
            int at = capability.offset();
            int size = capability.end(extended, target) - at;
            if (capability.id() == ExtendedCapabilityId.NULL.id()
                    || parts.extendedSpace() == RegisterCheck.NOT_COMPARED) {
                continue;
            }
            mask.setChecked(at, size);
            if (parts.extendedSpace() == RegisterCheck.UNKNOWN) {
                mask.setUncertain(at, size, ALL_BITS);
            }
        }
        return mask;
    }

    /**
     * Returns the mask of a function as QEMU creates it.
     *
     * @param shown the function as the guest sees it
     * @param parts which parts QEMU compares
     * @param host the function as the kernel shows it
     * @param hidden the ranges of capabilities that QEMU hides
     */
    static ConfigCheckMask ofGuestFunction(
            ConfigSpace shown, ComparedParts parts, HostFunction host, List<Range> hidden) {
        PciConfiguration configuration = PciConfiguration.read(shown);
        ConfigCheckMask mask = of(shown, configuration.capabilities(), configuration.extendedCapabilities(), parts);
        hidden.forEach(range -> mask.setUnchecked(range.offset(), range.length()));
        RegionSizes regions = host.regions();
        if (regions == null) {
            Bar.read(host.configSpace()).forEach(mask::addBar);
        } else {
            mask.addRegions(shown, regions);
        }
        return mask;
    }

    /** Adds a BAR whose size is not known. */
    private void addBar(Bar bar) {
        boolean wide = bar.kind() == Bar.Kind.MEM64 && bar.index() < RegionSizes.BAR_COUNT - 1;
        int width = wide ? 8 : 4;
        setChecked(bar.registerOffset(), width);
        setWritable(bar.registerOffset(), ~(long) bar.typeMask(), width);
    }

    private void addVendorRegisters(int start, int end, RegisterCheck compared) {
        switch (compared) {
            case COMPARED -> setChecked(start, end - start);
            case UNKNOWN -> setUncertain(start, end - start, ALL_BITS);
            case NOT_COMPARED -> {}
        }
    }

    /** Adds the BARs and the ROM with their sizes ({@code pci_register_bar} in hw/pci/pci.c). */
    private void addRegions(ConfigSpace shown, RegionSizes regions) {
        for (int index = 0; index < RegionSizes.BAR_COUNT; index++) {
            long size = regions.bars().get(index);
            if (RegionSizes.isValidSize(size)) {
                int at = PciRegs.BASE_ADDRESS_0 + 4 * index;
                long register = shown.u32(at);
                boolean wide = (register & Bar.SPACE_IO_BIT) == 0
                        && (register & Bar.MEM_TYPE_MASK) == Bar.MEM_TYPE_64
                        && index < RegionSizes.BAR_COUNT - 1;
                setChecked(at, wide ? 8 : 4);
                setWritable(at, -size, wide ? 8 : 4);
            }
        }
        Bar.read(shown).stream()
                .filter(bar -> !RegionSizes.isValidSize(regions.bars().get(bar.index())))
                .forEach(this::addBar);
        if (RegionSizes.isValidSize(regions.rom())) {
            setChecked(PciRegs.ROM_ADDRESS, 4);
            setWritable(PciRegs.ROM_ADDRESS, -regions.rom() | ROM_ENABLE, 4);
        }
    }

    /** Adds the registers of the header that QEMU compares in every device, and those that the guest writes. */
    void addHeader(ConfigSpace target) {
        setWritable(PciRegs.COMMAND, COMMAND_WRITABLE, 2);
        setCleared(PciRegs.STATUS, PciRegs.STATUS_ERROR_BITS, 2);
        setWritable(PciRegs.CACHE_LINE_SIZE, ALL_BITS, 1);
        setWritable(PciRegs.INTERRUPT_LINE, ALL_BITS, 1);
        setChecked(PciRegs.VENDOR_ID, 4);
        cmask[PciRegs.STATUS] = PciRegs.STATUS_CAP_LIST;
        setChecked(PciRegs.REVISION_ID, 4);
        setChecked(PciRegs.HEADER_TYPE, 1);
        setChecked(PciRegs.CAPABILITY_LIST, 1);
        Bar.read(target).forEach(this::addBar);
    }

    /** Adds a capability of a vfio-pci device; {@code end} is the offset of the next one. */
    void addCapability(ConfigSpace target, Capability capability, int end) {
        int at = capability.offset();
        int size = end - at;
        if (capability.id() == CapabilityId.MSI.id() && MsiCapability.isComplete(target, at)) {
            addMsi(MsiCapability.read(target, at), MsiCapability.size(target.u16(at + MESSAGE_CONTROL)));
        } else if (capability.id() == CapabilityId.MSIX.id() && target.contains(at, MsixCapability.SIZE)) {
            setChecked(at, MsixCapability.SIZE);
            setWritable(at + MESSAGE_CONTROL, MsixCapability.ENABLE | MsixCapability.FUNCTION_MASK, 2);
        } else if (capability.id() == CapabilityId.PM.id()) {
            setChecked(at, Math.min(size, PM_SIZE));
            setWritable(at + PM_CONTROL, PM_STATE_MASK, 1);
        } else if (capability.id() == CapabilityId.VNDR.id()) {
            setChecked(at, Math.min(size, VENDOR_HEADER_SIZE));
        } else {
            setChecked(at, size);
        }
    }

    private void addMsi(MsiCapability msi, int size) {
        int data = msi.offset() + (msi.has64BitAddress() ? 12 : 8);
        setChecked(msi.offset(), size);
        setWritable(msi.offset() + MESSAGE_CONTROL, MsiCapability.ENABLE | MsiCapability.VECTORS_ENABLED_MASK, 2);
        setWritable(msi.offset() + 4, ~3L, data - msi.offset() - 4);
        setWritable(data, ~0, 2);
        if (msi.maskBits().isPresent()) {
            setWritable(data + 4, (1L << Math.min(msi.vectorsCapable(), MsiCapability.MAX_VECTORS)) - 1, 4);
        }
    }

    /** Returns the bits of the byte at {@code offset} that must be equal. */
    int checkedBits(int offset) {
        return comparedBits(offset) & ~uncertain[offset];
    }

    /** Returns the bits of the byte at {@code offset} of which it is unknown whether QEMU compares them. */
    int uncertainBits(int offset) {
        return comparedBits(offset) & uncertain[offset];
    }

    /** Returns the bits of the byte at {@code offset} that belong to a register which the guest writes. */
    int guestWritableBits(int offset) {
        int writable = wmask[offset] & ALL_BITS;
        return offset < PciRegs.STD_HEADER_SIZEOF ? writable : writable & cmask[offset];
    }

    /** Returns the bits of the byte at {@code offset} that QEMU compares, or may compare. */
    int comparedBits(int offset) {
        return cmask[offset] & ~wmask[offset] & ~w1cmask[offset] & ALL_BITS;
    }

    /** Returns the error message of QEMU for a byte: {@code read} is the saved value, {@code device} the target's. */
    String qemuErrorMessage(int offset, int read, int device) {
        int writable = wmask[offset] & ALL_BITS;
        String bytes = String.format(
                Locale.ROOT,
                "get_pci_config_device: Bad config data: i=0x%x read: %x device: %x cmask: %x",
                offset,
                read,
                device & ~writable & ~w1cmask[offset],
                cmask[offset] & ALL_BITS);
        boolean bar = offset >= PciRegs.BASE_ADDRESS_0 && offset < PciRegs.BASE_ADDRESS_END;
        // The writable bits of a BAR depend on its size, which is unknown.
        return bar
                ? bytes
                : bytes + String.format(Locale.ROOT, " wmask: %x w1cmask:%x", writable, w1cmask[offset] & ALL_BITS);
    }

    /** Lets QEMU compare all bits of a range, none of which is writable. */
    void setChecked(int offset, int length) {
        int end = Math.max(offset, offset + length);
        Arrays.fill(cmask, offset, end, (byte) ALL_BITS);
        Arrays.fill(wmask, offset, end, (byte) 0);
        Arrays.fill(w1cmask, offset, end, (byte) 0);
    }

    /** Lets QEMU compare some more bits of a byte. */
    void addChecked(int offset, int bits) {
        cmask[offset] |= (byte) bits;
    }

    /** Lets QEMU compare nothing of a range. */
    void setUnchecked(int offset, int length) {
        for (int at = offset; at < Math.min(offset + length, cmask.length); at++) {
            cmask[at] = 0;
            uncertain[at] = 0;
        }
    }

    /** Marks bits of each byte of a range: whether QEMU compares them is unknown. */
    void setUncertain(int offset, int length, int bits) {
        for (int at = offset; at < Math.min(offset + length, cmask.length); at++) {
            cmask[at] |= (byte) bits;
            wmask[at] &= (byte) ~bits;
            uncertain[at] |= (byte) bits;
        }
    }

    /** Makes the bits of a byte that are compared uncertain, as far as they are among {@code bits}. */
    void doubt(int offset, int bits) {
        uncertain[offset] |= (byte) (comparedBits(offset) & bits);
    }

    /** Marks bits of a register that the guest can write; the register starts at {@code offset}. */
    void setWritable(int offset, long bits, int width) {
        addBits(wmask, offset, bits, width);
    }

    /** Marks bits of a register that the guest can clear. */
    void setCleared(int offset, long bits, int width) {
        addBits(w1cmask, offset, bits, width);
    }

    private static void addBits(byte[] bytes, int offset, long bits, int width) {
        for (int i = 0; i < width && offset + i < bytes.length; i++) {
            bytes[offset + i] |= (byte) (bits >> Byte.SIZE * i);
        }
    }
}
