// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/**
 * Receives everything that a {@link FieldReader} reads, in the order of the bytes. Programs that show, count or compare
 * states implement it; decoders do not use it.
 */
public interface FieldSink {
    /** Receives a field; it starts where the field before ended. */
    void field(Field field);

    /**
     * Starts a group, which contains everything until the matching {@link #endGroup}. Groups nest.
     *
     * @param offset of the group's first byte, from the start of the state
     */
    void beginGroup(String name, long offset);

    /**
     * Ends the innermost group.
     *
     * @param end the offset after the last byte of the group
     */
    void endGroup(long end);

    /** Receives a value that decides where the state loads; a later value of the same key replaces it. */
    void fact(String key, String value);

    /** Receives a finding; its offset counts from the start of the state. */
    void finding(Finding finding);

    /**
     * Receives a sequence header: all fields and facts before {@code offset} are void. Findings stay valid, because a device
     * reads those bytes too and may refuse them.
     */
    void restart(long offset, String reason);

    /** Returns whether {@link FieldValue.Opaque} shall have digests; then all bytes are read. */
    default boolean requiresDigests() {
        return false;
    }
}
