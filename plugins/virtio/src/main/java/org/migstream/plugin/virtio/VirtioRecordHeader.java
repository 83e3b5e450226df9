// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.migstream.spi.Symbols;

/**
 * The 16 bytes in front of every record: {@code struct virtiovf_migration_header} in {@code common.h}.
 *
 * @param size of the payload in bytes, 64 bits unsigned
 * @param flags bit 0: optional
 * @param tag what the payload is
 */
record VirtioRecordHeader(long size, long flags, long tag) {
    static final int LENGTH = 16;
    static final Symbols FLAGS = Symbols.HEXADECIMAL.bit(0, "OPTIONAL");
    static final Symbols TAGS = Symbols.DECIMAL.value(0, "DEVICE_DATA");

    private static final long OPTIONAL = 1;

    /** The largest record that the driver loads: {@code MAX_LOAD_SIZE} in {@code migrate.c}. */
    private static final long MAX_LOAD_SIZE = (1L << Integer.SIZE) - 1;

    /** The header of the object that the driver puts in front of the parts: its length is added in 32 bits. */
    private static final long OBJECT_HEADER_LENGTH = 8;

    /** The header at that place; empty if it is not wholly there. */
    static Optional<VirtioRecordHeader> at(byte[] bytes, int offset) {
        if (bytes.length - offset < LENGTH) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        return Optional.of(new VirtioRecordHeader(
                buffer.getLong(), Integer.toUnsignedLong(buffer.getInt()), Integer.toUnsignedLong(buffer.getInt())));
    }

    boolean isTooLarge() {
        return Long.compareUnsigned(size, MAX_LOAD_SIZE) > 0;
    }

    /** Whether the driver's own length overflows, so that its buffer stays at its 1 MiB. */
    boolean overflows32Bits() {
        return !isTooLarge() && size + OBJECT_HEADER_LENGTH > MAX_LOAD_SIZE;
    }

    boolean isOptional() {
        return (flags & OPTIONAL) != 0;
    }

    boolean hasOnlyDefinedFlags() {
        return (flags & ~OPTIONAL) == 0;
    }

    boolean isDeviceData() {
        return tag == 0;
    }
}
