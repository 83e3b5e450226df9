// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.OptionalInt;
import org.migstream.pci.GuestFunctionBuilder.Range;
import org.migstream.pci.PciConfiguration.Capability;

/**
 * Rewrites the capabilities below 0x100 as QEMU does ({@code vfio_add_std_cap} in hw/vfio/pci.c):
 *
 * <pre>
 *   MSI       only the number of vectors, 64 bit and per-vector masking remain    vfio_msi_setup, msi_init
 *   MSI-X     the number of vectors and the places of its tables remain           vfio_msix_setup, msix_init
 *   Express   the type and the link registers follow from the bus                 vfio_setup_pcie_cap
 *   others    remain
 * </pre>
 *
 * <p>A hidden capability is taken out of the list; its bytes remain, and QEMU does not compare them.
 */
final class GuestCapabilities {
    private static final String LINKS = "QEMU links the capabilities that it shows";
    private static final int FLAGS = 2;
    private static final int TYPE_MASK = 0x00f0;
    private static final int VERSION_MASK = 0x000f;
    private static final int LINK_CAPABILITIES = 0x0c;
    private static final int LINK_CONTROL = 0x10;
    private static final int LINK_CAPABILITIES_2 = 0x2c;

    /** PCI_EXP_LNK_MLW_1 and PCI_EXP_LNK_LS_25: one lane of 2.5 GT/s. */
    private static final int ONE_LANE_OF_2_5_GT = 0x11;

    private static final int CHELSIO = 0x1425;
    private static final int CHELSIO_T5_VF = 0x5800;
    private static final int CHELSIO_PENDING_BITS = 0x1000;
    private static final int BAIDU = 0x1d22;
    private static final int BAIDU_KUNLUN_VF = 0x3685;
    private static final int BAIDU_PENDING_BITS = 0xb400;

    private final HostFunction host;
    private final GuestBus bus;
    private final ConfigDraft draft;
    private final List<Range> hidden;

    /** @param hidden receives the ranges of the hidden capabilities */
    GuestCapabilities(HostFunction host, GuestBus bus, ConfigDraft draft, List<Range> hidden) {
        this.host = host;
        this.bus = bus;
        this.draft = draft;
        this.hidden = hidden;
    }

    void rewrite() {
        List<Capability> all = CapabilityList.read(host.configSpace(), new PciFindingList());
        int next = 0;
        // As QEMU does, from the last to the first: it writes the header of each after its registers.
        for (int i = all.size() - 1; i >= 0; i--) {
            Capability capability = all.get(i);
            int at = capability.offset();
            int size = capability.end(all) - at;
            if (isHidden(capability)) {
                hidden.add(new Range(at, size));
                continue;
            }
            rewrite(capability, size);
            draft.set(at, 1, capability.id(), LINKS);
            draft.set(at + 1, 1, next, LINKS);
            next = at;
        }
        if (!all.isEmpty()) {
            draft.set(PciRegs.CAPABILITY_LIST, 1, next, LINKS);
        }
    }

    private void rewrite(Capability capability, int size) {
        int at = capability.offset();
        switch (CapabilityId.of(capability.id()).orElse(CapabilityId.NULL)) {
            case MSI -> rewriteMsi(at);
            case MSIX -> rewriteMsix(at);
            case EXP -> rewriteExpress(at, size);
            default -> {}
        }
    }

    private void rewriteMsi(int at) {
        if (!MsiCapability.isComplete(host.configSpace(), at)) {
            return;
        }
        int control = draft.u16(at + FLAGS);
        String reason = "QEMU emulates MSI";
        draft.set(at + FLAGS, 2, control & MsiCapability.LAYOUT_MASK, reason);
        MsiCapability msi = MsiCapability.read(host.configSpace(), at);
        int data = at + (msi.has64BitAddress() ? 12 : 8);
        draft.clear(at + 4, data - at - 4, reason);
        draft.clear(data, 2, reason);
        if (msi.maskBits().isPresent()) {
            draft.clear(data + 4, 8, reason);
        }
    }

    private void rewriteMsix(int at) {
        if (!host.configSpace().contains(at, MsixCapability.SIZE)) {
            return;
        }
        String reason = "QEMU emulates MSI-X";
        draft.set(at + FLAGS, 2, MsixCapability.vectorCount(draft.u16(at + FLAGS)) - 1L, reason);
        pendingBitsOffset(MsixCapability.read(host.configSpace(), at).pendingBits())
                .ifPresent(offset -> draft.set(
                        at + MsixCapability.PENDING_BITS,
                        4,
                        offset | draft.u32(at + MsixCapability.PENDING_BITS) & 7,
                        "QEMU corrects the place of the pending bits of this device"));
    }

    /**
     * Returns the offset that QEMU uses for the pending bits if the device says that they are outside of their BAR
     * ({@code vfio_msix_early_setup} in hw/vfio/pci.c).
     */
    private OptionalInt pendingBitsOffset(MsixCapability.Location shown) {
        RegionSizes regions = host.regions();
        if (regions == null
                || shown.bar() >= RegionSizes.BAR_COUNT
                || shown.offset() < regions.bars().get(shown.bar())) {
            return OptionalInt.empty();
        }
        int vendor = host.configSpace().u16(PciRegs.VENDOR_ID);
        int device = host.configSpace().u16(PciRegs.DEVICE_ID);
        if (vendor == CHELSIO && (device & 0xff00) == CHELSIO_T5_VF) {
            return OptionalInt.of(CHELSIO_PENDING_BITS);
        }
        return vendor == BAIDU && device == BAIDU_KUNLUN_VF ? OptionalInt.of(BAIDU_PENDING_BITS) : OptionalInt.empty();
    }

    private boolean isHidden(Capability capability) {
        if (capability.id() != CapabilityId.EXP.id()) {
            return false;
        }
        return bus == GuestBus.CONVENTIONAL_BELOW_EXPRESS
                || bus == GuestBus.EXPRESS_ROOT && portType(capability.offset()) == PortType.LEGACY_ENDPOINT;
    }

    private PortType portType(int at) {
        return PortType.ofFlags(draft.u16(at + FLAGS));
    }

    private void rewriteExpress(int at, int size) {
        PortType type = portType(at);
        if (bus == GuestBus.EXPRESS_ROOT && type == PortType.ENDPOINT) {
            setType(at, PortType.INTEGRATED_ENDPOINT);
            String reason = "a root complex integrated endpoint has no link";
            if (size > LINK_CONTROL) {
                draft.clear(at + LINK_CAPABILITIES, 8, reason);
                if (size > LINK_CAPABILITIES_2) {
                    draft.clear(at + LINK_CAPABILITIES_2, 8, reason);
                }
            }
        } else if (bus == GuestBus.EXPRESS_PORT && type == PortType.INTEGRATED_ENDPOINT) {
            setType(at, PortType.ENDPOINT);
            String reason = "below a port, QEMU gives a root complex integrated endpoint the link of an endpoint";
            draft.set(at + LINK_CAPABILITIES, 4, ONE_LANE_OF_2_5_GT, reason);
            draft.set(at + LINK_CONTROL, 2, 0, reason);
        }
        if ((draft.u16(at + FLAGS) & VERSION_MASK) == 0) {
            draft.set(at + FLAGS, 2, draft.u16(at + FLAGS) | 1L, "QEMU corrects version 0 to version 1");
        }
    }

    private void setType(int at, PortType type) {
        draft.set(
                at + FLAGS,
                2,
                draft.u16(at + FLAGS) & ~TYPE_MASK | type.code() << 4,
                "the type follows from the bus of the guest");
    }
}
