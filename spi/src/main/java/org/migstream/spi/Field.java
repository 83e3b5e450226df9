// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Objects;

/**
 * Some bytes of a state, their name and what they say. {@link FieldReader} makes them, and a {@link FieldSink} takes them;
 * the fields of a state follow each other without gap or overlap, from its first byte to its last.
 *
 * <p>Immutable. It is no record, so that a field may tell more without breaking plugins.
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
     * A field.
     *
     * @param name unique within its group; the word of the driver's source where there is one
     * @param offset of its first byte, from the start of the state
     * @param length in bytes
     * @param value what they say
     */
    public static Field of(String name, long offset, long length, FieldValue value) {
        return new Field(name, offset, length, value);
    }

    /** What it is called within its group. */
    public String name() {
        return name;
    }

    /** Of its first byte, in bytes from the start of the state. */
    public long offset() {
        return offset;
    }

    /** How many bytes it has. */
    public long length() {
        return length;
    }

    /** What the bytes say. */
    public FieldValue value() {
        return value;
    }

    @Override
    public String toString() {
        return name + "@" + offset + "+" + length + "=" + value;
    }
}
