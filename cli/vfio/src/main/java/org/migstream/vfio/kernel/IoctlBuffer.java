// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The memory of an ioctl's argument. The kernel reads it and writes its result into it. Numbers have the host's byte
 * order.
 */
final class IoctlBuffer {
    private final ByteBuffer bytes;

    private IoctlBuffer(int size) {
        bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** Returns a buffer for a structure that starts with its size; the other members are 0. */
    static IoctlBuffer of(UapiStruct struct) {
        return of(struct, struct.size());
    }

    /**
     * Returns a buffer of {@code size} bytes for a structure that starts with its size; the other bytes are 0. The
     * bytes after the structure are space for data of variable length.
     */
    static IoctlBuffer of(UapiStruct struct, int size) {
        if (size < struct.size()) {
            throw new IllegalArgumentException(size + " bytes are not enough for " + struct.cName());
        }
        IoctlBuffer argument = new IoctlBuffer(size);
        argument.bytes.putInt(0, size);
        return argument;
    }

    /**
     * Returns a buffer for VFIO_DEVICE_FEATURE: its header, followed by the structure of the feature.
     *
     * @param data the structure of the feature; null if it has none
     */
    static IoctlBuffer feature(int flags, @Nullable UapiStruct data) {
        IoctlBuffer argument = of(UapiStruct.FEATURE, UapiStruct.FEATURE.size() + (data == null ? 0 : data.size()));
        argument.set(UapiStruct.Member.FEATURE_FLAGS, flags);
        return argument;
    }

    /** Returns a buffer with an int. */
    static IoctlBuffer of(int value) {
        IoctlBuffer argument = new IoctlBuffer(Integer.BYTES);
        argument.bytes.putInt(0, value);
        return argument;
    }

    /** Returns a buffer with an ASCII string and its terminating zero byte. */
    static IoctlBuffer of(String text) {
        IoctlBuffer argument = new IoctlBuffer(text.length() + 1);
        for (int i = 0; i < text.length(); i++) {
            argument.bytes.put(i, (byte) text.charAt(i));
        }
        return argument;
    }

    /** Returns a buffer with the 16 bytes of a UUID, in the order of its digits. */
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

    /** Returns the first int, the member {@code argsz} of most structures. */
    int argsz() {
        return bytes.getInt(0);
    }

    long get(UapiStruct.Member member) {
        return get(member, 0);
    }

    void set(UapiStruct.Member member, long value) {
        set(member, 0, value);
    }

    /** Returns a number of the structure that follows the header of a feature. */
    long getFeatureData(UapiStruct.Member member) {
        return get(member, UapiStruct.FEATURE.size());
    }

    void setFeatureData(UapiStruct.Member member, long value) {
        set(member, UapiStruct.FEATURE.size(), value);
    }

    /** Returns whether a structure at this offset is completely inside the buffer. */
    boolean contains(UapiStruct struct, long at) {
        return at >= 0 && at <= bytes.capacity() - struct.size();
    }

    /** Returns a number of the structure that starts at the offset {@code at}. */
    long get(UapiStruct.Member member, int at) {
        int offset = at + member.offset();
        return switch (member.width()) {
            case Short.BYTES -> Short.toUnsignedLong(bytes.getShort(offset));
            case Integer.BYTES -> Integer.toUnsignedLong(bytes.getInt(offset));
            default -> bytes.getLong(offset);
        };
    }

    void set(UapiStruct.Member member, int at, long value) {
        int offset = at + member.offset();
        switch (member.width()) {
            case Short.BYTES -> bytes.putShort(offset, (short) value);
            case Integer.BYTES -> bytes.putInt(offset, (int) value);
            default -> bytes.putLong(offset, value);
        }
    }

    void setInt(int at, int value) {
        bytes.putInt(at, value);
    }

    void setPointer(int at, IoctlBuffer to) {
        bytes.putLong(at, Pointer.nativeValue(to.pointer()));
    }
}
