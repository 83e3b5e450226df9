// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A list that only grows. Its values are in a {@link SpillBuffer}, so a stream with any number of records needs a fixed
 * amount of memory.
 */
public final class SpillList<T> implements Closeable {
    private final Codec<T> codec;
    private final SpillBuffer buffer = new SpillBuffer();
    private final DataOutputStream out = new DataOutputStream(buffer);
    private long size;

    /**
     * Creates an empty list.
     *
     * @param codec writes and reads the values
     */
    public SpillList(Codec<T> codec) {
        this.codec = codec;
    }

    /** Converts a value to bytes and back. */
    public interface Codec<T> {
        /** Writes a value. */
        void write(T value, DataOutput out) throws IOException;

        /** Reads a value that {@link #write} wrote. */
        T read(DataInput in) throws IOException;
    }

    /** Receives the values one by one. */
    @FunctionalInterface
    public interface Visitor<T> {
        /** Receives the next value. */
        void visit(T value) throws IOException;
    }

    /** Adds a value at the end. */
    public void add(T value) throws IOException {
        codec.write(value, out);
        size++;
    }

    /** Returns the number of values. */
    public long size() {
        return size;
    }

    /** Returns the values one by one. */
    public interface Cursor<T> {
        /** Returns the next value; null after the last, as {@link java.io.BufferedReader#readLine} does. */
        @Nullable
        T next() throws IOException;
    }

    /** Returns a cursor over the values added so far, in the order of their addition. */
    public Cursor<T> cursor() throws IOException {
        DataInputStream in = new DataInputStream(buffer.openRange(0, buffer.length()));
        long[] left = {size};
        return () -> left[0]-- > 0 ? codec.read(in) : null;
    }

    /** Visits all values in the order of their addition. */
    public void forEach(Visitor<? super T> visitor) throws IOException {
        Cursor<T> cursor = cursor();
        for (@Nullable T value; (value = cursor.next()) != null; ) {
            visitor.visit(value);
        }
    }

    @Override
    public void close() throws IOException {
        buffer.close();
    }
}
