// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.migstream.spi.PciId;

/**
 * The types of devices that {@code virtio_vfio_pci} binds to, each with its feature bits. The meaning of the bits 0 to
 * 23 depends on the type; {@code linux/virtio_net.h} and {@code linux/virtio_blk.h} define them. The bits of legacy
 * devices are omitted, because legacy devices cannot be migrated.
 */
enum VirtioDeviceType {
    /** All bits except 4 (unassigned) and 6 (GSO, legacy only). */
    NET(0x1041, 0xffffaf),
    /** SIZE_MAX 1, SEG_MAX 2, GEOMETRY 4, RO 5, BLK_SIZE 6, and FLUSH 9 to ZONED 17. */
    BLOCK(0x1042, 0x03fe76);

    private static final int VENDOR = 0x1af4;
    private static final long TYPE_BITS = 0xffffff;

    @SuppressWarnings("ImmutableEnumChecker") // PciId is immutable.
    private final PciId id;

    private final long features;

    VirtioDeviceType(int device, long features) {
        id = new PciId(VENDOR, device);
        this.features = features;
    }

    PciId id() {
        return id;
    }

    /** Returns the type with this PCI id. */
    static Optional<VirtioDeviceType> of(PciId id) {
        return Arrays.stream(values()).filter(type -> type.id.equals(id)).findFirst();
    }

    /**
     * Guesses a type: that for which fewer of the given features are undefined; empty if both have the same number. For
     * messages only.
     */
    static Optional<VirtioDeviceType> guess(long features) {
        int net = NET.countUndefinedFeatures(features);
        int block = BLOCK.countUndefinedFeatures(features);
        if (net == block) {
            return Optional.empty();
        }
        return Optional.of(net < block ? NET : BLOCK);
    }

    private int countUndefinedFeatures(long all) {
        return Long.bitCount(all & TYPE_BITS & ~features);
    }

    /** Returns the name for messages: {@code net device}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT) + " device";
    }
}
