// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A list that only grows. It lies in a {@link SpillBuffer}: how many records a stream has is the stream's choice, how much
 * memory they take must not be.
 */
public final class SpillList<T> implements Closeable {
    private final Codec<T> codec;
    private final SpillBuffer buffer = new SpillBuffer();
    private final DataOutputStream out = new DataOutputStream(buffer);
    private long size;

    /** @param codec how a value is kept */
    public SpillList(Codec<T> codec) {
        this.codec = codec;
    }

    /** How a value becomes bytes and back. */
    public interface Codec<T> {
        /** Writes a value. */
        void write(T value, DataOutput out) throws IOException;

        /** Reads what {@link #write} wrote. */
        T read(DataInput in) throws IOException;
    }

    /** Takes the values one by one. */
    @FunctionalInterface
    public interface Visitor<T> {
        /** Takes the next value. */
        void visit(T value) throws IOException;
    }

    /** Adds a value at the end. */
    public void add(T value) throws IOException {
        codec.write(value, out);
        size++;
    }

    /** How many values there are. */
    public long size() {
        return size;
    }

    /** Gives the values one by one. */
    public interface Cursor<T> {
        /** The next value; null behind the last. */
        T next() throws IOException;
    }

    /** Begins to read the values that are there now, in the order in which they were added. */
    public Cursor<T> cursor() throws IOException {
        DataInputStream in = new DataInputStream(buffer.openRange(0, buffer.length()));
        long[] left = {size};
        return () -> left[0]-- > 0 ? codec.read(in) : null;
    }

    /** Visits all values in the order in which they were added. */
    public void forEach(Visitor<? super T> visitor) throws IOException {
        Cursor<T> cursor = cursor();
        for (T value; (value = cursor.next()) != null; ) {
            visitor.visit(value);
        }
    }

    @Override
    public void close() throws IOException {
        buffer.close();
    }
}
