// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.migstream.spi.Symbols;

/** The registers of {@code struct virtio_pci_common_cfg} in {@code linux/virtio_pci.h}, in the order of their offsets. */
enum VirtioPciCommonCfg {
    DEVICE_FEATURE_SELECT(0, 4),
    DEVICE_FEATURE(4, 4, Symbols.HEXADECIMAL),
    GUEST_FEATURE_SELECT(8, 4),
    GUEST_FEATURE(12, 4, Symbols.HEXADECIMAL),
    MSIX_CONFIG(16, 2),
    NUM_QUEUES(18, 2),
    DEVICE_STATUS(20, 1, DevicePartValueReader.STATUS),
    CONFIG_GENERATION(21, 1),
    QUEUE_SELECT(22, 2),
    QUEUE_SIZE(24, 2),
    QUEUE_MSIX_VECTOR(26, 2),
    QUEUE_ENABLE(28, 2),
    QUEUE_NOTIFY_OFF(30, 2),
    QUEUE_DESC(32, 8, Symbols.HEXADECIMAL),
    QUEUE_AVAIL(40, 8, Symbols.HEXADECIMAL),
    QUEUE_USED(48, 8, Symbols.HEXADECIMAL),
    QUEUE_NOTIF_CONFIG_DATA(56, 2),
    QUEUE_RESET(58, 2),
    ADMIN_QUEUE_INDEX(60, 2),
    ADMIN_QUEUE_NUM(62, 2);

    private final int offset;
    private final int width;

    @SuppressWarnings("ImmutableEnumChecker") // Symbols is immutable.
    private final Symbols symbols;

    VirtioPciCommonCfg(int offset, int width) {
        this(offset, width, Symbols.DECIMAL);
    }

    VirtioPciCommonCfg(int offset, int width, Symbols symbols) {
        this.offset = offset;
        this.width = width;
        this.symbols = symbols;
    }

    /** Returns the register that starts at this offset. */
    static Optional<VirtioPciCommonCfg> at(long offset) {
        return Arrays.stream(values()).filter(field -> field.offset == offset).findFirst();
    }

    /** Returns the length in bytes: 1, 2, 4 or 8. */
    int width() {
        return width;
    }

    Symbols symbols() {
        return symbols;
    }

    /** Returns the name of the member of the structure. */
    String fieldName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
