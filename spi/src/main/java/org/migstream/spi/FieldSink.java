// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/**
 * Takes what a {@link FieldReader} reads, in the order of the bytes. A program that shows, counts or compares states
 * implements this; decoders never see it.
 */
public interface FieldSink {
    /** Bytes that have been read; they begin where the field before ended. */
    void field(Field field);

    /**
     * What follows until the matching {@link #endGroup} belongs together. Groups nest.
     *
     * @param offset of the group's first byte, from the start of the state
     */
    void beginGroup(String name, long offset);

    /** @param end behind the group's last byte */
    void endGroup(long end);

    /** A value that decides where the state can be loaded; a later one of the same key replaces it. */
    void fact(String key, String value);

    /** Something noteworthy; offsets count from the start of the state. */
    void finding(Finding finding);

    /**
     * A sequence header: the stream says that everything before {@code offset} is void, fields and facts. Findings
     * stay, because a device may have stumbled over what they tell before it came here.
     */
    void restart(long offset, String reason);

    /** Whether {@link FieldValue.Opaque} should carry digests, for which all bytes have to be read. */
    default boolean requiresDigests() {
        return false;
    }
}
