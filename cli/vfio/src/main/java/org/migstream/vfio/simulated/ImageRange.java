// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

/**
 * A part of a content, bytes.
 *
 * @param offset where it begins
 * @param length how long it is
 */
record ImageRange(long offset, long length) {
    static final ImageRange EMPTY = new ImageRange(0, 0);

    boolean isEmpty() {
        return length == 0;
    }

    /** What is left of it behind its first bytes. */
    ImageRange skip(long bytes) {
        return new ImageRange(offset + bytes, length - bytes);
    }
}
