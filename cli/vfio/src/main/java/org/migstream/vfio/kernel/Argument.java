// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** Memory that a call takes its argument from and leaves its answer in. */
final class Argument {
    private final ByteBuffer bytes;

    private Argument(int size) {
        bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** A structure that begins with its own length, everything else 0. */
    static Argument of(Struct struct) {
        return of(struct, struct.size());
    }

    /** The same with room behind it. */
    static Argument of(Struct struct, int size) {
        if (size < struct.size()) {
            throw new IllegalArgumentException(size + " bytes are too few for " + struct.title());
        }
        Argument argument = new Argument(size);
        argument.bytes.putInt(0, size);
        return argument;
    }

    /** A VFIO_DEVICE_FEATURE: its header, and behind it a structure of its own. */
    static Argument feature(int flags, Struct data) {
        Argument argument = of(Struct.FEATURE, Struct.FEATURE.size() + (data == null ? 0 : data.size()));
        argument.set(Struct.Field.FEATURE_FLAGS, flags);
        return argument;
    }

    /** An int. */
    static Argument of(int value) {
        Argument argument = new Argument(Integer.BYTES);
        argument.bytes.putInt(0, value);
        return argument;
    }

    /** A string of ASCII, as C has it. */
    static Argument of(String text) {
        Argument argument = new Argument(text.length() + 1);
        for (int i = 0; i < text.length(); i++) {
            argument.bytes.put(i, (byte) text.charAt(i));
        }
        return argument;
    }

    /** The 16 bytes of a UUID, in the order of its digits. */
    static Argument of(UUID uuid) {
        Argument argument = new Argument(2 * Long.BYTES);
        argument.bytes.order(ByteOrder.BIG_ENDIAN);
        argument.bytes.putLong(0, uuid.getMostSignificantBits()).putLong(Long.BYTES, uuid.getLeastSignificantBits());
        return argument;
    }

    Pointer pointer() {
        return Native.getDirectBufferPointer(bytes);
    }

    int size() {
        return bytes.capacity();
    }

    /** The first int, which of most structures is the length. */
    int first() {
        return bytes.getInt(0);
    }

    long get(Struct.Field field) {
        return get(field, 0);
    }

    void set(Struct.Field field, long value) {
        set(field, 0, value);
    }

    /** A number of what stands behind the header of a feature. */
    long getData(Struct.Field field) {
        return get(field, Struct.FEATURE.size());
    }

    void setData(Struct.Field field, long value) {
        set(field, Struct.FEATURE.size(), value);
    }

    /** Whether a structure lies inside. */
    boolean has(Struct struct, long at) {
        return at >= 0 && at <= bytes.capacity() - struct.size();
    }

    /** A number of a structure that begins at {@code at}. */
    long get(Struct.Field field, int at) {
        int place = at + field.offset();
        return switch (field.width()) {
            case Short.BYTES -> Short.toUnsignedLong(bytes.getShort(place));
            case Integer.BYTES -> Integer.toUnsignedLong(bytes.getInt(place));
            default -> bytes.getLong(place);
        };
    }

    void set(Struct.Field field, int at, long value) {
        int place = at + field.offset();
        switch (field.width()) {
            case Short.BYTES -> bytes.putShort(place, (short) value);
            case Integer.BYTES -> bytes.putInt(place, (int) value);
            default -> bytes.putLong(place, value);
        }
    }

    void setPointer(int at, Argument to) {
        bytes.putLong(at, Pointer.nativeValue(to.pointer()));
    }
}
