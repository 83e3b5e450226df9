// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.Optional;
import org.migstream.spi.Symbols;

/** The types of packets: {@code enum xe_sriov_packet_type}, whose first number is 1. */
enum XePacketType {
    DESCRIPTOR,
    TRAILER,
    GGTT,
    MMIO,
    GUC,
    VRAM;

    int code() {
        return ordinal() + 1;
    }

    static Optional<XePacketType> of(int code) {
        return code >= 1 && code <= values().length ? Optional.of(values()[code - 1]) : Optional.empty();
    }

    /** Returns the position in the order in which the driver sends the packets of a GT: {@code pf_handle_vf_save_data()}. */
    int sendOrder() {
        return switch (this) {
            case DESCRIPTOR -> 0;
            case GUC -> 1;
            case GGTT -> 2;
            case MMIO -> 3;
            case VRAM -> 4;
            case TRAILER -> 5;
        };
    }

    /** Returns whether such a packet belongs to the whole device and not to a GT. */
    boolean isDeviceLevel() {
        return this == DESCRIPTOR || this == TRAILER;
    }

    static Symbols symbols() {
        Symbols symbols = Symbols.DECIMAL;
        for (XePacketType type : values()) {
            symbols = symbols.value(type.code(), type.name());
        }
        return symbols;
    }
}
