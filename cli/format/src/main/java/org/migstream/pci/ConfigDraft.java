// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/** A configuration space that is being changed, with the reason for each changed byte. */
final class ConfigDraft {
    private final ByteBuffer bytes;
    private final Map<Integer, String> reasons = new TreeMap<>();

    /** Creates a draft with the bytes of a space. No byte is changed yet. */
    ConfigDraft(ConfigSpace space) {
        bytes = ByteBuffer.allocate(space.size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(space.bytes());
    }

    /** Returns a copy of the space. */
    ConfigSpace toSpace() {
        return new ConfigSpace(bytes.array());
    }

    /** Returns the reasons of the changed bytes by their offsets. */
    Map<Integer, String> reasons() {
        return Map.copyOf(reasons);
    }

    int u8(int offset) {
        return Byte.toUnsignedInt(bytes.get(offset));
    }

    int u16(int offset) {
        return Short.toUnsignedInt(bytes.getShort(offset));
    }

    long u32(int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }

    /**
     * Sets a little-endian register of {@code width} bytes.
     *
     * @param reason why the register is not read from the device
     */
    void set(int offset, int width, long value, String reason) {
        for (int i = 0; i < width; i++) {
            byte next = (byte) (value >> Byte.SIZE * i);
            if (bytes.get(offset + i) != next) {
                bytes.put(offset + i, next);
                reasons.put(offset + i, reason);
            }
        }
    }

    /** Sets a range to zeros. */
    void clear(int offset, int length, String reason) {
        for (int at = offset; at < offset + length; at++) {
            set(at, 1, 0, reason);
        }
    }
}
