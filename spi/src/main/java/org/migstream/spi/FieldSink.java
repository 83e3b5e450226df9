// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.nio.ByteOrder;

/**
 * Receives everything that a {@link FieldReader} reads, in the order of the bytes. Programs that show, count or compare
 * states implement it; decoders do not use it.
 */
public interface FieldSink {
    /** Receives a field, which starts where the previous field ended. */
    void field(Field field);

    /**
     * Starts a group, which contains everything until the matching {@link #endGroup}. Groups nest.
     *
     * @param offset offset of the group's first byte, from the start of the state
     */
    void beginGroup(String name, long offset);

    /**
     * Ends the innermost group.
     *
     * @param end the offset after the last byte of the group
     */
    void endGroup(long end);

    /**
     * Receives a fact; see {@link FieldReader#fact(String, String)}. A later value of the same key replaces this one.
     */
    void fact(String key, String value);

    /** Receives a finding; its offset counts from the start of the state. */
    void finding(Finding finding);

    /**
     * Receives the start of another complete state: all fields and facts before {@code offset} are void. Findings stay
     * valid, because a device also reads the bytes before {@code offset} and may refuse them.
     */
    void restart(long offset, String reason);

    /**
     * Receives bytes inside the following opaque field that are not content, see {@link
     * OpaquePieces#structureLength}.
     *
     * @param offset of the first byte, in bytes from the start of the state
     */
    default void structure(long offset, long length) {}

    /**
     * Receives a number that depends on other bytes, see {@link FieldReader#expectNumber}.
     *
     * @param offset of the first byte, in bytes from the start of the state
     * @param width in bytes
     */
    default void expectedNumber(long offset, int width, ByteOrder order, long value, long expected) {}

    /**
     * Returns whether each {@link FieldValue.Opaque} needs a digest. If so, opaque bytes are read instead of skipped.
     */
    default boolean requiresDigests() {
        return false;
    }
}
