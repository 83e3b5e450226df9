// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import org.migstream.pci.GuestFunctionBuilder.Range;
import org.migstream.pci.PciConfiguration.ExtendedCapability;

/**
 * Rewrites the extended capabilities as QEMU does on a PCI Express bus ({@code vfio_add_ext_cap} in hw/vfio/pci.c):
 *
 * <pre>
 *   ARI, SR-IOV, id 0    hidden
 *   Resizable BAR        only the current size remains; hidden if it is below 1 MiB or above 512 GiB
 *   others               remain
 * </pre>
 *
 * <p>A hidden capability is taken out of the list; its bytes remain, and QEMU does not compare them. If it is the first
 * one, at 0x100, its id and version become 0. Not covered are the capabilities that QEMU 11 adds or hides: PASID ({@code
 * x-vpasid-cap-offset}), and ATS ({@code ats=off}, or an iommufd that does not support it).
 */
final class GuestExtendedCapabilities {
    private static final int FIRST = ConfigSpace.CONVENTIONAL_SIZE;
    private static final int REBAR_CAPABILITY = 4;
    private static final int REBAR_CONTROL = 8;
    private static final int REBAR_ENTRY = 8;
    private static final int REBAR_COUNT_SHIFT = 5;
    private static final int REBAR_SIZE_SHIFT = 8;
    private static final int REBAR_SIZE_MASK = 0x3f;
    /** The sizes from 1 MiB to 128 TiB, as powers of two above 1 MiB, have a bit in the capability register. */
    private static final int REBAR_MAX_SIZE = 27;

    private static final int REBAR_SUPPORTED_SIZES = 0x00ff_fff0;
    private static final int REBAR_CONTROL_KEPT = 0x3fe7;
    private static final String LINKS = "QEMU links the extended capabilities that it shows";

    private final ConfigSpace host;
    private final ConfigDraft draft;
    private final List<Range> hidden;

    /** @param hidden receives the ranges of the hidden capabilities */
    GuestExtendedCapabilities(ConfigSpace host, ConfigDraft draft, List<Range> hidden) {
        this.host = host;
        this.draft = draft;
        this.hidden = hidden;
    }

    void rewrite() {
        List<ExtendedCapability> all = ExtendedCapabilityList.read(host, new PciFindingList());
        if (all.isEmpty()) {
            return;
        }
        setHeader(FIRST, 0, 0);
        int last = FIRST;
        for (ExtendedCapability capability : all) {
            int at = capability.offset();
            if (isHidden(capability)) {
                hidden.add(new Range(at, capability.end(all, host) - at));
                continue;
            }
            if (at != FIRST) {
                setHeader(last, draft.u32(last) & 0xf_ffff, at);
            }
            setHeader(at, host.u32(at) & 0xf_ffff, 0);
            last = at;
            if (capability.id() == ExtendedCapabilityId.REBAR.id()) {
                rewriteResizableBars(at);
            }
        }
    }

    private void setHeader(int at, long idAndVersion, int next) {
        draft.set(at, 4, idAndVersion | (long) next << 20, LINKS);
    }

    private boolean isHidden(ExtendedCapability capability) {
        int id = capability.id();
        return id == ExtendedCapabilityId.NULL.id()
                || id == ExtendedCapabilityId.ARI.id()
                || id == ExtendedCapabilityId.SRIOV.id()
                || id == ExtendedCapabilityId.REBAR.id() && !canShowResizableBars(capability.offset());
    }

    private int resizableBarCount(int at) {
        return host.contains(at, 12) ? (int) (host.u32(at + REBAR_CONTROL) >> REBAR_COUNT_SHIFT) & 7 : 0;
    }

    private boolean canShowResizableBars(int at) {
        for (int i = 0; i < resizableBarCount(at); i++) {
            int control = at + REBAR_CONTROL + i * REBAR_ENTRY;
            if (!host.contains(control, 4) || (sizeBit(control) & REBAR_SUPPORTED_SIZES) == 0) {
                return false;
            }
        }
        return true;
    }

    private long sizeBit(int control) {
        int size = (int) (host.u32(control) >> REBAR_SIZE_SHIFT) & REBAR_SIZE_MASK;
        return size <= REBAR_MAX_SIZE ? 1L << size + 4 : 0;
    }

    private void rewriteResizableBars(int at) {
        String reason = "QEMU offers the guest only the current size of a BAR";
        for (int i = 0; i < resizableBarCount(at); i++) {
            int control = at + REBAR_CONTROL + i * REBAR_ENTRY;
            draft.set(control - REBAR_CONTROL + REBAR_CAPABILITY, 4, sizeBit(control), reason);
            draft.set(control, 4, host.u32(control) & REBAR_CONTROL_KEPT, reason);
        }
    }
}
