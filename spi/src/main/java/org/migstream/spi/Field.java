// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Objects;

/**
 * Some bytes of a state, with a name and a value. {@link FieldReader} makes them, and a {@link FieldSink} takes them;
 * the fields of a state follow each other without gap or overlap, from its first byte to its last.
 *
 * <p>Immutable. It is not a record, so that it can grow without breaking plugins.
 */
public final class Field {
    private final String name;
    private final long offset;
    private final long length;
    private final FieldValue value;

    private Field(String name, long offset, long length, FieldValue value) {
        this.name = Objects.requireNonNull(name);
        this.offset = offset;
        this.length = length;
        this.value = Objects.requireNonNull(value);
    }

    /**
     * Returns a field.
     *
     * @param name unique within its group; the word of the driver's source where there is one
     * @param offset of its first byte, from the start of the state
     * @param length in bytes
     * @param value the value of the bytes
     */
    public static Field of(String name, long offset, long length, FieldValue value) {
        return new Field(name, offset, length, value);
    }

    /** Returns the name, unique within the group. */
    public String name() {
        return name;
    }

    /** Returns the offset of the first byte, in bytes from the start of the state. */
    public long offset() {
        return offset;
    }

    /** Returns the number of bytes. */
    public long length() {
        return length;
    }

    /** Returns the value of the bytes. */
    public FieldValue value() {
        return value;
    }

    @Override
    public String toString() {
        return name + "@" + offset + "+" + length + "=" + value;
    }
}
