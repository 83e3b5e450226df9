// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

/**
 * A part of a content, bytes.
 *
 * @param offset where it begins
 * @param length how long it is
 */
record Extent(long offset, long length) {
    static final Extent NONE = new Extent(0, 0);

    boolean isEmpty() {
        return length == 0;
    }

    /** What is left of it behind its first bytes. */
    Extent after(long bytes) {
        return new Extent(offset + bytes, length - bytes);
    }
}
