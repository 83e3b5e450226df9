// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Recognizes a state of mtty by its first bytes. */
final class MttySignature {
    /** MTTY_MAGIC of the driver, a random number. */
    static final long MAGIC = 0x7e9d09898c3e2c4eL;

    private static final byte[] MAGIC_BYTES = ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(MAGIC)
            .array();

    /** Minimum number of bytes of a truncated magic number that counts as recognized. */
    private static final int MIN_MAGIC_BYTES = 4;

    private MttySignature() {}

    /** Returns whether the state starts with the magic number, in either byte order. */
    static boolean hasMagic(byte[] head) {
        if (head.length < Long.BYTES) {
            return false;
        }
        long magic = ByteBuffer.wrap(head).getLong();
        return magic == MAGIC || magic == Long.reverseBytes(MAGIC);
    }

    /** Returns whether the state is a truncated magic number. */
    static boolean isTruncatedMagic(byte[] head) {
        return head.length >= MIN_MAGIC_BYTES
                && head.length < Long.BYTES
                && ByteBuffer.wrap(MAGIC_BYTES, 0, head.length).equals(ByteBuffer.wrap(head));
    }

    /**
     * Returns whether the state is a valid header with a wrong magic number. Such bytes are mostly zero, so other formats
     * have them too.
     */
    static boolean isDamagedHeader(byte[] head) {
        return head.length >= MttyHeader.SIZE && isVersionOneHeader(head);
    }

    private static boolean isVersionOneHeader(byte[] head) {
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).position(Long.BYTES);
        return header.getInt() == MttyHeader.MAJOR
                && header.getInt() == MttyHeader.MINOR
                && MttyHeader.isValidPortCount(header.getInt())
                && header.getInt() == 0;
    }
}
