// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.migstream.spi.Symbols;

/**
 * The 16 bytes before the payload of each record: {@code struct mlx5_vf_migration_header} in {@code cmd.h}.
 *
 * @param size of the payload in bytes, 64 bits unsigned
 * @param flags bit 0 is {@link #OPTIONAL}
 * @param tag the kind of payload
 */
record Mlx5RecordHeader(long size, long flags, long tag) {
    static final int LENGTH = 16;
    static final long FW_DATA = 0;
    static final long STOP_COPY_SIZE = 1;
    static final long OPTIONAL = 1;

    /** The maximum size of a record or image that the driver loads: {@code MAX_LOAD_SIZE} in {@code main.c}. */
    static final long MAX_LOAD_SIZE = (1L << Integer.SIZE) - 1;

    static final Symbols FLAGS = Symbols.HEXADECIMAL.bit(0, "OPTIONAL");
    static final Symbols TAGS = Symbols.DECIMAL.value(FW_DATA, "FW_DATA").value(STOP_COPY_SIZE, "STOP_COPY_SIZE");

    /** Returns the header at this offset; empty if the bytes end before the header does. */
    static Optional<Mlx5RecordHeader> at(byte[] bytes, int offset) {
        if (bytes.length - offset < LENGTH) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        return Optional.of(new Mlx5RecordHeader(
                buffer.getLong(), Integer.toUnsignedLong(buffer.getInt()), Integer.toUnsignedLong(buffer.getInt())));
    }

    boolean isTooLarge() {
        return Long.compareUnsigned(size, MAX_LOAD_SIZE) > 0;
    }

    boolean isOptional() {
        return (flags & OPTIONAL) != 0;
    }

    boolean hasOnlyDefinedFlags() {
        return (flags & ~OPTIONAL) == 0;
    }

    boolean hasKnownTag() {
        return TAGS.hasValueName(tag);
    }

    /**
     * Returns whether the header has undefined flags or an unknown mandatory tag. No driver writes such a header;
     * nearly all random bytes have one.
     */
    boolean isImplausible() {
        return !hasOnlyDefinedFlags() || !hasKnownTag() && !isOptional();
    }
}
