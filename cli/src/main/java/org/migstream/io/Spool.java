// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A list that only grows. The first values stay in memory, the rest goes to a temporary file: how many records a stream
 * has is the stream's choice, how much memory they take must not be.
 */
public final class Spool<T> implements Closeable {
    private static final int IN_MEMORY = 512;

    private final Codec<T> codec;
    private final List<T> first = new ArrayList<>();
    private Scratch rest;
    private long size;

    /** @param codec how a value is written to the temporary file */
    public Spool(Codec<T> codec) {
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
        size++;
        if (first.size() < IN_MEMORY) {
            first.add(value);
            return;
        }
        if (rest == null) {
            rest = new Scratch();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        codec.write(value, new DataOutputStream(bytes));
        rest.add(bytes.toByteArray(), 0, bytes.size());
    }

    /** How many values there are. */
    public long size() {
        return size;
    }

    /** Visits all values in the order in which they were added. */
    public void forEach(Visitor<? super T> visitor) throws IOException {
        for (T value : first) {
            visitor.visit(value);
        }
        if (rest != null) {
            DataInputStream in = new DataInputStream(rest.read(0, rest.length()));
            for (long i = first.size(); i < size; i++) {
                visitor.visit(codec.read(in));
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (rest != null) {
            rest.close();
        }
    }
}
