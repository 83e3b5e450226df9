// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** Memory that a call takes its argument from and leaves its answer in. */
final class IoctlBuffer {
    private final ByteBuffer bytes;

    private IoctlBuffer(int size) {
        bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** A structure that begins with its own length, everything else 0. */
    static IoctlBuffer of(UapiStruct struct) {
        return of(struct, struct.size());
    }

    /** The same with room behind it. */
    static IoctlBuffer of(UapiStruct struct, int size) {
        if (size < struct.size()) {
            throw new IllegalArgumentException(size + " bytes are too few for " + struct.cName());
        }
        IoctlBuffer argument = new IoctlBuffer(size);
        argument.bytes.putInt(0, size);
        return argument;
    }

    /** A VFIO_DEVICE_FEATURE: its header, and behind it a structure of its own. */
    static IoctlBuffer feature(int flags, UapiStruct data) {
        IoctlBuffer argument = of(UapiStruct.FEATURE, UapiStruct.FEATURE.size() + (data == null ? 0 : data.size()));
        argument.set(UapiStruct.Field.FEATURE_FLAGS, flags);
        return argument;
    }

    /** An int. */
    static IoctlBuffer of(int value) {
        IoctlBuffer argument = new IoctlBuffer(Integer.BYTES);
        argument.bytes.putInt(0, value);
        return argument;
    }

    /** A string of ASCII, as C has it. */
    static IoctlBuffer of(String text) {
        IoctlBuffer argument = new IoctlBuffer(text.length() + 1);
        for (int i = 0; i < text.length(); i++) {
            argument.bytes.put(i, (byte) text.charAt(i));
        }
        return argument;
    }

    /** The 16 bytes of a UUID, in the order of its digits. */
    static IoctlBuffer of(UUID uuid) {
        IoctlBuffer argument = new IoctlBuffer(2 * Long.BYTES);
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
    int argsz() {
        return bytes.getInt(0);
    }

    long get(UapiStruct.Field field) {
        return get(field, 0);
    }

    void set(UapiStruct.Field field, long value) {
        set(field, 0, value);
    }

    /** A number of what stands behind the header of a feature. */
    long getFeatureData(UapiStruct.Field field) {
        return get(field, UapiStruct.FEATURE.size());
    }

    void setFeatureData(UapiStruct.Field field, long value) {
        set(field, UapiStruct.FEATURE.size(), value);
    }

    /** Whether a structure lies inside. */
    boolean contains(UapiStruct struct, long at) {
        return at >= 0 && at <= bytes.capacity() - struct.size();
    }

    /** A number of a structure that begins at {@code at}. */
    long get(UapiStruct.Field field, int at) {
        int place = at + field.offset();
        return switch (field.width()) {
            case Short.BYTES -> Short.toUnsignedLong(bytes.getShort(place));
            case Integer.BYTES -> Integer.toUnsignedLong(bytes.getInt(place));
            default -> bytes.getLong(place);
        };
    }

    void set(UapiStruct.Field field, int at, long value) {
        int place = at + field.offset();
        switch (field.width()) {
            case Short.BYTES -> bytes.putShort(place, (short) value);
            case Integer.BYTES -> bytes.putInt(place, (int) value);
            default -> bytes.putLong(place, value);
        }
    }

    void setPointer(int at, IoctlBuffer to) {
        bytes.putLong(at, Pointer.nativeValue(to.pointer()));
    }
}
