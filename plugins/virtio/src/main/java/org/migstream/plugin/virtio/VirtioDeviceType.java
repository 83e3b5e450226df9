// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.migstream.spi.PciId;

/**
 * The types of devices that {@code virtio_vfio_pci} binds to, and which of the feature bits 0 to 23, whose meaning
 * depends on the type, the specification defines for each ({@code linux/virtio_net.h}, {@code linux/virtio_blk.h};
 * without those of legacy devices, which cannot be migrated).
 */
enum VirtioDeviceType {
    /** All but 4 and 6, which no network device of today has. */
    NET(0x1041, 0xffffaf),
    /** SIZE_MAX 1, SEG_MAX 2, GEOMETRY 4, RO 5, BLK_SIZE 6, and FLUSH 9 to ZONED 17. */
    BLOCK(0x1042, 0x03fe76);

    private static final int VENDOR = 0x1af4;
    private static final long TYPE_BITS = 0xffffff;

    private final PciId id;
    private final long features;

    VirtioDeviceType(int device, long features) {
        id = new PciId(VENDOR, device);
        this.features = features;
    }

    PciId id() {
        return id;
    }

    /** The type that has this id. */
    static Optional<VirtioDeviceType> of(PciId id) {
        return Arrays.stream(values()).filter(type -> type.id.equals(id)).findFirst();
    }

    /** The type to which fewer of the features are foreign; empty if that is the same for both. */
    static Optional<VirtioDeviceType> fromFeatures(long features) {
        int net = NET.countForeignFeatures(features);
        int block = BLOCK.countForeignFeatures(features);
        if (net == block) {
            return Optional.empty();
        }
        return Optional.of(net < block ? NET : BLOCK);
    }

    private int countForeignFeatures(long all) {
        return Long.bitCount(all & TYPE_BITS & ~features);
    }

    /** For messages. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT) + " device";
    }
}
