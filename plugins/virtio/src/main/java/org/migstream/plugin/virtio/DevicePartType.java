// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.Arrays;
import java.util.Optional;
import org.migstream.spi.Symbols;

/**
 * The types of device parts that all devices have in common: VIRTIO_DEV_PART_* in {@code linux/virtio_pci.h}. Those from
 * 0x200 to 0x5ff belong to the type of device and are opaque here; all others are reserved.
 */
enum DevicePartType {
    DEV_FEATURES(0x100, 0),
    DRV_FEATURES(0x101, 0),
    PCI_COMMON_CFG(0x102, 32),
    DEVICE_STATUS(0x103, 0),
    VQ_CFG(0x104, 16),
    VQ_NOTIFY_CFG(0x105, 16);

    private static final int MAX_INDEX = 0xffff;

    /** {@code struct virtio_dev_part_hdr}, in bytes. */
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

    /** The common type of that number. */
    static Optional<DevicePartType> of(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    static boolean isDeviceSpecific(int number) {
        return number >= DEVICE_SPECIFIC && number < DEVICE_SPECIFIC_END;
    }

    /** Whether it may be given to a part that all devices have, but has not been so far. */
    static boolean isReservedCommon(int number) {
        return number > VQ_NOTIFY_CFG.number && number < DEVICE_SPECIFIC;
    }

    /** Whether a selector has only bits that select something. */
    boolean isValidSelector(long selector) {
        return selector >>> selectorBits == 0;
    }

    /** Whether a set has but one of them. */
    boolean isSingle() {
        return selectorBits == 0;
    }

    /** Which of several parts: the offset of a register, capped, or the index of a queue. */
    int index(long selector) {
        return isSingle() ? 0 : (int) Math.min(MAX_INDEX, selector & (1L << selectorBits) - 1);
    }
}
