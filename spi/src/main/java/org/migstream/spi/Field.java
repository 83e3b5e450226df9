// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Objects;

/**
 * A range of bytes of a state, with a name and a value. A {@link FieldReader} creates fields and a {@link FieldSink}
 * receives them. The fields of a state follow each other without gap or overlap, from its first byte to its last.
 *
 * <p>Immutable. This class is not a record, so that later versions can add properties without breaking plugins.
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
     * @param name unique within its group; if possible the name in the driver's source
     * @param offset offset of the first byte, in bytes from the start of the state
     * @param length number of bytes
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
