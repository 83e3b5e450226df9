// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.Arrays;
import java.util.Optional;
import org.migstream.spi.Symbols;

/**
 * The types of device parts that are common to all types of devices: VIRTIO_DEV_PART_* in {@code linux/virtio_pci.h}.
 * The types from 0x200 to 0x5ff are specific to a type of device; this plugin does not decode their values. All other
 * types are reserved.
 */
enum DevicePartType {
    DEV_FEATURES(0x100, 0),
    DRV_FEATURES(0x101, 0),
    PCI_COMMON_CFG(0x102, 32),
    DEVICE_STATUS(0x103, 0),
    VQ_CFG(0x104, 16),
    VQ_NOTIFY_CFG(0x105, 16);

    private static final int MAX_INDEX = 0xffff;

    /** Bytes of {@code struct virtio_dev_part_hdr}. */
    static final int HEADER_LENGTH = 16;

    static final Symbols SYMBOLS = Arrays.stream(values())
            .reduce(Symbols.HEXADECIMAL, (known, type) -> known.value(type.number, type.name()), (one, other) -> one);

    private static final int DEVICE_SPECIFIC = 0x200;
    private static final int DEVICE_SPECIFIC_END = 0x600;

    private final int number;
    private final int selectorBits;

    DevicePartType(int number, int selectorBits) {
        this.number = number;
        this.selectorBits = selectorBits;
    }

    /** Returns the common type with this number. */
    static Optional<DevicePartType> of(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    /** Returns whether a part type is specific to a type of device. */
    static boolean isDeviceSpecific(int number) {
        return number >= DEVICE_SPECIFIC && number < DEVICE_SPECIFIC_END;
    }

    /** Returns whether a part type is reserved for a future common type. */
    static boolean isReservedCommon(int number) {
        return number > VQ_NOTIFY_CFG.number && number < DEVICE_SPECIFIC;
    }

    /** Returns whether the reserved bits of a selector are 0 for this type. */
    boolean isValidSelector(long selector) {
        return selector >>> selectorBits == 0;
    }

    /** Returns whether a set has at most one part of this type. */
    boolean isSingle() {
        return selectorBits == 0;
    }

    /**
     * Returns the offset of the register, limited to 0xffff, or the index of the queue that a selector selects; 0 if a
     * set has only one part of this type.
     */
    int index(long selector) {
        return isSingle() ? 0 : (int) Math.min(MAX_INDEX, selector & (1L << selectorBits) - 1);
    }
}
