// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.PciConfiguration.ExtendedCapability;

/**
 * Finds the bits of the configuration space of an emulated device that QEMU compares. Sources: QEMU 5.2, 7.2, 10.0 and
 * 10.2.
 *
 * <pre>
 *   header            as for every device; in a bridge the types of its windows   pci_init_cmask, pci_init_mask_bridge
 *   MSI, MSI-X        as for every device                                         msi_init, msix_init
 *   PM                8 bytes; control and status are writable or cleared         pci_pm_init, and each device before 10.0
 *   Express           20 bytes (version 1) or 60                                  pcie_cap_init, pcie_cap_slot_init
 *   vendor specific   its own length; in the fifth of virtio the guest writes     virtio_pci_add_mem_cap
 *   extended ones     the header; AER, ACS and ATS except their controls          pcie_add_capability, pcie_aer_init
 * </pre>
 *
 * <p>A device can add capabilities and change masks, so the other bytes of a capability are uncertain. So is the bit
 * Presence Detect State of a slot: QEMU 5.2 and 7.2 compare it, QEMU 10.0 and 10.2 do not.
 */
final class EmulatedCheckMask {
    private static final int BRIDGE_IO_BASE = 0x1c;
    private static final int BRIDGE_PREFETCH_BASE = 0x24;
    private static final int BRIDGE_WINDOW_TYPE = 0x0f;
    private static final int IDE_CLASS = 0x0101;
    private static final int VIRTIO_VENDOR = 0x1af4;
    private static final int VIRTIO_PCI_CAP_PCI_CFG = 5;
    private static final int EXPRESS_V1_SIZE = 0x14;
    private static final int EXPRESS_V2_SIZE = 0x3c;
    private static final int SLOT_POWER_CONTROLLER = 2;
    private static final int EXT_HEADER_SIZE = 4;
    private static final int DSN_SIZE = 12;
    private static final int AER = 0x01;
    private static final int DSN = 0x03;
    private static final int ACS = 0x0d;
    private static final int ATS = 0x0f;

    private final ConfigSpace target;
    private final ConfigCheckMask mask;

    private EmulatedCheckMask(ConfigSpace target) {
        this.target = target;
        mask = new ConfigCheckMask(target.size());
    }

    /** Returns the mask of the target device. */
    static ConfigCheckMask of(ConfigSpace target, List<Capability> capabilities, List<ExtendedCapability> extended) {
        EmulatedCheckMask builder = new EmulatedCheckMask(target);
        builder.addHeader();
        for (Capability capability : capabilities) {
            builder.addCapability(capability, capability.end(capabilities));
        }
        for (ExtendedCapability capability : extended) {
            builder.addExtended(capability, capability.end(extended, target));
        }
        return builder.mask;
    }

    private void addHeader() {
        mask.addHeader(target);
        if (HeaderType.of(target) == HeaderType.BRIDGE) {
            mask.addChecked(BRIDGE_IO_BASE, BRIDGE_WINDOW_TYPE);
            mask.addChecked(BRIDGE_IO_BASE + 1, BRIDGE_WINDOW_TYPE);
            mask.addChecked(BRIDGE_PREFETCH_BASE, BRIDGE_WINDOW_TYPE);
            mask.addChecked(BRIDGE_PREFETCH_BASE + 2, BRIDGE_WINDOW_TYPE);
        }
        if (target.u16(PciRegs.CLASS_PROG + 1) == IDE_CLASS) {
            // The guest can change the mode of some IDE controllers.
            mask.setUncertain(PciRegs.CLASS_PROG, 1, -1);
        }
    }

    private void addCapability(Capability capability, int end) {
        int at = capability.offset();
        mask.setChecked(at, Math.min(2, target.size() - at));
        switch (CapabilityId.of(capability.id()).orElse(CapabilityId.NULL)) {
            case MSI, MSIX -> mask.addCapability(target, capability, end);
            case PM -> {
                mask.setChecked(at, Math.min(8, end - at));
                mask.setWritable(at + 4, 0x9f03, 2);
            }
            case EXP -> addExpress(at, end);
            case VNDR -> addVendor(at, end);
            case SSVID -> mask.setChecked(at, Math.min(8, end - at));
            default -> mask.setUncertain(at + 2, end - at - 2, -1);
        }
    }

    /** Adds the Express capability; the masks are those of hw/pci/pcie.c. */
    private void addExpress(int at, int end) {
        int version = target.u8(at + 2) & 0xf;
        mask.setChecked(at, Math.min(version < 2 ? EXPRESS_V1_SIZE : EXPRESS_V2_SIZE, end - at));
        mask.setWritable(at + 0x08, 0x800f, 2);
        mask.setCleared(at + 0x0a, 0x000f, 2);
        mask.setWritable(at + 0x10, 0x00c0, 2);
        mask.setUnchecked(at + 0x12, 2);
        if (version < 2) {
            return;
        }
        boolean powerController = target.contains(at + 0x14, 1) && (target.u8(at + 0x14) & SLOT_POWER_CONTROLLER) != 0;
        mask.setWritable(at + 0x18, powerController ? 0x0ff9 : 0x0bf9, 2);
        mask.setCleared(at + 0x1a, 0x0019, 2);
        mask.setUncertain(at + 0x1a, 1, 0x40);
        mask.setWritable(at + 0x1c, 0x0007, 2);
        mask.setWritable(at + 0x28, 0x8020, 2);
    }

    /** Adds a vendor specific capability. Through that of type 5 the guest reads the BARs of a virtio device. */
    private void addVendor(int at, int end) {
        mask.setChecked(at, Math.min(Math.max(3, target.u8(at + 2)), end - at));
        if (target.u16(PciRegs.VENDOR_ID) == VIRTIO_VENDOR && target.u8(at + 3) == VIRTIO_PCI_CAP_PCI_CFG) {
            mask.setWritable(at + 0x04, -1, 1);
            mask.setWritable(at + 0x08, -1, 8);
            mask.setWritable(at + 0x10, -1, 4);
        }
    }

    private void addExtended(ExtendedCapability capability, int end) {
        int at = capability.offset();
        mask.setChecked(at, EXT_HEADER_SIZE);
        int body = at + EXT_HEADER_SIZE;
        switch (capability.id()) {
            case DSN -> mask.setChecked(at, Math.min(DSN_SIZE, end - at));
            case ACS, ATS -> {
                mask.setChecked(body, Math.min(4, end - body));
                mask.setWritable(body + 2, -1, 2);
            }
            case AER -> {
                // Status, mask and severity are written or cleared; the rest changes when an error occurs.
                mask.setUnchecked(body, Math.min(0x14, end - body));
                mask.setUncertain(body + 0x14, end - body - 0x14, -1);
                mask.setUnchecked(body + 0x28, Math.min(8, end - body - 0x28));
            }
            default -> mask.setUncertain(body, end - body, -1);
        }
    }
}
