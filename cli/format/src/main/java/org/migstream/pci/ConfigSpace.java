// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.migstream.spi.PciId;

/**
 * The configuration space of one PCI function: 256 bytes (conventional) or 4096 bytes (PCI Express). Immutable.
 *
 * <p>Registers are little-endian (PCI Local Bus Specification 3.0, section 6.1). Offsets count bytes from the start of
 * the space. A read outside the space throws an {@link IndexOutOfBoundsException}. If an offset comes from the space
 * itself, call {@link #contains} first.
 */
public final class ConfigSpace {
    /** Size without PCI Express, in bytes. */
    public static final int CONVENTIONAL_SIZE = 256;
    /** Size with the extended space of PCI Express, in bytes. */
    public static final int EXPRESS_SIZE = 4096;

    private final ByteBuffer bytes;

    /**
     * Copies the given bytes.
     *
     * @throws IllegalArgumentException if the length is neither 256 nor 4096
     */
    public ConfigSpace(byte[] bytes) {
        if (bytes.length != CONVENTIONAL_SIZE && bytes.length != EXPRESS_SIZE) {
            throw new IllegalArgumentException("a configuration space has 256 or 4096 bytes, not " + bytes.length);
        }
        this.bytes = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the size in bytes, 256 or 4096. */
    public int size() {
        return bytes.capacity();
    }

    /** Returns all bytes, read-only, little-endian. */
    public ByteBuffer bytes() {
        return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns vendor and device id. */
    public PciId id() {
        return new PciId(u16(PciRegs.VENDOR_ID), u16(PciRegs.DEVICE_ID));
    }

    /** Returns whether {@code length} bytes at {@code offset} are inside the space. */
    public boolean contains(int offset, int length) {
        return offset >= 0 && length >= 0 && offset <= size() - length;
    }

    /** Returns the byte at an offset, 0 to 255. */
    public int u8(int offset) {
        return Byte.toUnsignedInt(bytes.get(offset));
    }

    /** Returns the 16-bit register at an offset, zero-extended. */
    public int u16(int offset) {
        return Short.toUnsignedInt(bytes.getShort(offset));
    }

    /** Returns the 32-bit register at an offset, 0 to 2^32 - 1. */
    public long u32(int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }

    /** Returns the 64 bits at an offset, unsigned. */
    public long u64(int offset) {
        return bytes.getLong(offset);
    }
}
