// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.List;
import java.util.stream.IntStream;
import org.migstream.spi.PciId;

/**
 * The GPUs whose virtual functions can migrate: PTL, WCL and BMG, as in {@code xe_vfio_pci_table} of Linux 7.2. Only the
 * BMG GPUs have memory of their own: {@code bmg_desc} in {@code drivers/gpu/drm/xe/xe_pci.c} sets {@code is_dgfx}, {@code
 * ptl_desc} (PTL and WCL) does not.
 */
final class XeDeviceIds {
    /** The GTs of each tile on these GPUs: {@code max_gt_per_tile} of {@code xe_pci.c}. */
    static final int GTS_PER_TILE = 2;

    private static final int VENDOR = 0x8086;

    /** PTL: {@code INTEL_PTL_IDS}, then WCL: {@code INTEL_WCL_IDS} in {@code include/drm/intel/pciids.h}. */
    private static final int[] INTEGRATED = {
        0xb080, 0xb081, 0xb082, 0xb083, 0xb084, 0xb085, 0xb086, 0xb087, 0xb08f, 0xb090, 0xb0a0, 0xb0b0, 0xfd80, 0xfd81
    };

    /** BMG: {@code INTEL_BMG_IDS} in {@code include/drm/intel/pciids.h}. */
    private static final int[] DISCRETE = {
        0xe202, 0xe209, 0xe20b, 0xe20c, 0xe20d, 0xe210, 0xe211, 0xe212, 0xe216, 0xe220, 0xe221, 0xe222, 0xe223
    };

    static final List<PciId> ALL = IntStream.concat(IntStream.of(INTEGRATED), IntStream.of(DISCRETE))
            .mapToObj(id -> new PciId(VENDOR, id))
            .toList();

    private XeDeviceIds() {}

    /** Returns whether this is the device id of one of these GPUs. */
    static boolean isSupported(long devid) {
        return isIntegrated(devid) || contains(DISCRETE, devid);
    }

    /** Returns whether this is one of these GPUs and has no memory of its own. */
    static boolean isIntegrated(long devid) {
        return contains(INTEGRATED, devid);
    }

    private static boolean contains(int[] ids, long devid) {
        return IntStream.of(ids).anyMatch(id -> id == devid);
    }
}
