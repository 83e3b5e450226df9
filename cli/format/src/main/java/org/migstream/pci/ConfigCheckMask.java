// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
 *     vendor specific   the first 3 bytes, from machine type 9.1 on               vfio_add_vendor_specific_cap
 *   extended ones     all bytes up to the next capability                         pcie_add_capability
 * </pre>
 *
 * <p>Configuration space does not contain the size of a BAR, so this class treats all address bits as writable.
 */
final class ConfigCheckMask {
    private static final int ALL_BITS = 0xff;
    private static final int MESSAGE_CONTROL = 2;
    private static final int VENDOR_HEADER_SIZE = 3;
    private static final int PM_SIZE = 8;
    private static final int PM_CONTROL = 4;
    private static final int PM_STATE_MASK = 3;

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
     * @param extendedSpace whether QEMU compares the extended capabilities
     */
    static ConfigCheckMask of(
            ConfigSpace target,
            List<Capability> capabilities,
            List<ExtendedCapability> extended,
            ExtendedSpaceCheck extendedSpace) {
        ConfigCheckMask mask = new ConfigCheckMask(target.size());
        mask.addHeader(target);
        for (Capability capability : capabilities) {
            mask.addCapability(target, capability, capability.end(capabilities));
        }
        for (ExtendedCapability capability : extended) {
            int at = capability.offset();
            int size = capability.end(extended, target) - at;
            if (capability.id() == ExtendedCapabilityId.NULL.id() || extendedSpace == ExtendedSpaceCheck.NOT_COMPARED) {
                continue;
            }
            mask.setChecked(at, size);
            if (extendedSpace == ExtendedSpaceCheck.UNKNOWN) {
                mask.setUncertain(at, size, ALL_BITS);
            }
        }
        return mask;
    }

    /** Adds the registers of the header that QEMU compares in every device. */
    void addHeader(ConfigSpace target) {
        setChecked(PciRegs.VENDOR_ID, 4);
        cmask[PciRegs.STATUS] = PciRegs.STATUS_CAP_LIST;
        setChecked(PciRegs.REVISION_ID, 4);
        setChecked(PciRegs.HEADER_TYPE, 1);
        setChecked(PciRegs.CAPABILITY_LIST, 1);
        for (Bar bar : Bar.read(target)) {
            setChecked(bar.registerOffset(), 4);
            setWritable(bar.registerOffset(), ~bar.typeMask(), 4);
        }
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

    private int comparedBits(int offset) {
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
