// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.List;
import java.util.stream.IntStream;
import org.migstream.spi.PciId;

/** The GPUs whose virtual functions can migrate: PTL, WCL and BMG, as in {@code xe_vfio_pci_table}. */
final class XeDeviceIds {
    /** The GTs of each tile on these GPUs: {@code max_gt_per_tile} of {@code xe_pci.c}. */
    static final int GTS_PER_TILE = 2;

    private static final int VENDOR = 0x8086;
    private static final int[] DEVICE_IDS = {
        0xb080,
        0xb081,
        0xb082,
        0xb083,
        0xb084,
        0xb085,
        0xb086,
        0xb087,
        0xb08f,
        0xb090,
        0xb0a0,
        0xb0b0, // PTL
        0xfd80,
        0xfd81, // WCL
        0xe202,
        0xe209,
        0xe20b,
        0xe20c,
        0xe20d,
        0xe210,
        0xe211,
        0xe212,
        0xe216,
        0xe220,
        0xe221,
        0xe222,
        0xe223 // BMG
    };

    static final List<PciId> ALL =
            IntStream.of(DEVICE_IDS).mapToObj(id -> new PciId(VENDOR, id)).toList();

    private XeDeviceIds() {}

    static boolean isSupported(long devid) {
        return IntStream.of(DEVICE_IDS).anyMatch(id -> id == devid);
    }
}
