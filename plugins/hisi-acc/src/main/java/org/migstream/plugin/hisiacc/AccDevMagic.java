// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import java.util.Arrays;
import java.util.Optional;
import org.migstream.spi.Symbols;

/** The two generations of drivers, by their magic numbers {@code ACC_DEV_MAGIC_V1} and {@code ACC_DEV_MAGIC_V2}. */
enum AccDevMagic {
    V1(0xcdcdcdcdfeedaaccL),
    V2(0xaaccfeeddecadedeL);

    private final long magic;

    AccDevMagic(long magic) {
        this.magic = magic;
    }

    /** Returns the number of the format. */
    int number() {
        return ordinal() + 1;
    }

    static Optional<AccDevMagic> of(long magic) {
        return Arrays.stream(values()).filter(version -> version.magic == magic).findFirst();
    }

    static Symbols symbols() {
        Symbols symbols = Symbols.HEXADECIMAL;
        for (AccDevMagic version : values()) {
            symbols = symbols.value(version.magic, version.name());
        }
        return symbols;
    }
}
