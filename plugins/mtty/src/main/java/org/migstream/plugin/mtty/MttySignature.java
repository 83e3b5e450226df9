// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What tells a state of mtty from others by its first bytes. */
final class MttySignature {
    /** As the driver says, nothing clever: MTTY_MAGIC. */
    static final long MAGIC = 0x7e9d09898c3e2c4eL;

    private static final byte[] MAGIC_BYTES = ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(MAGIC)
            .array();

    /** Of a magic number that is cut, so many bytes are still no accident. */
    private static final int MIN_MAGIC_BYTES = 4;

    private MttySignature() {}

    /** Whether it begins with the magic number, in either byte order. */
    static boolean hasMagic(byte[] head) {
        if (head.length < Long.BYTES) {
            return false;
        }
        long magic = ByteBuffer.wrap(head).getLong();
        return magic == MAGIC || magic == Long.reverseBytes(MAGIC);
    }

    /** Whether it is the beginning of the magic number, or all of a header but the magic number. */
    static boolean isPartialOrDamagedHeader(byte[] head) {
        return head.length < Long.BYTES
                ? isTruncatedMagic(head)
                : head.length >= MttyHeader.SIZE && isVersionOneHeader(head);
    }

    private static boolean isTruncatedMagic(byte[] head) {
        ByteBuffer start = ByteBuffer.wrap(MAGIC_BYTES, 0, head.length);
        return head.length >= MIN_MAGIC_BYTES && start.equals(ByteBuffer.wrap(head));
    }

    private static boolean isVersionOneHeader(byte[] head) {
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).position(Long.BYTES);
        return header.getInt() == MttyHeader.MAJOR
                && header.getInt() == MttyHeader.MINOR
                && MttyHeader.isValidPortCount(header.getInt())
                && header.getInt() == 0;
    }
}
