// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.migstream.spi.Symbols;

/**
 * The 16 bytes before the payload of each record: {@code struct virtiovf_migration_header} in {@code common.h}.
 *
 * @param size length of the payload in bytes, 64 bits unsigned
 * @param flags bit 0: optional
 * @param tag the kind of payload; 0 is DEVICE_DATA
 */
record VirtioRecordHeader(long size, long flags, long tag) {
    static final int LENGTH = 16;
    static final Symbols FLAGS = Symbols.HEXADECIMAL.bit(0, "OPTIONAL");
    static final Symbols TAGS = Symbols.DECIMAL.value(0, "DEVICE_DATA");

    private static final long OPTIONAL = 1;

    /** The maximum size of a record that the driver loads: {@code MAX_LOAD_SIZE} in {@code migrate.c}. */
    private static final long MAX_LOAD_SIZE = (1L << Integer.SIZE) - 1;

    /**
     * Length of the header that the driver puts before the parts, in bytes. The driver adds this length to the size
     * with 32-bit arithmetic.
     */
    private static final long OBJECT_HEADER_LENGTH = 8;

    /** Returns the header at this offset; empty if the bytes end before the header does. */
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

    /**
     * Returns whether the addition of {@link #OBJECT_HEADER_LENGTH} in the driver overflows. The driver then does not
     * enlarge its buffer of 1 MiB.
     */
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
