// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What tells a state of mtty from others by its first bytes. */
final class Signature {
    /** As the driver says, nothing clever: MTTY_MAGIC. */
    static final long MAGIC = 0x7e9d09898c3e2c4eL;

    private static final byte[] MAGIC_BYTES = ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(MAGIC)
            .array();

    /** Of a magic number that is cut, so many bytes are still no accident. */
    private static final int TELLING = 4;

    private Signature() {}

    /** Whether it begins with the magic number, in either byte order. */
    static boolean hasMagic(byte[] head) {
        if (head.length < Long.BYTES) {
            return false;
        }
        long magic = ByteBuffer.wrap(head).getLong();
        return magic == MAGIC || magic == Long.reverseBytes(MAGIC);
    }

    /** Whether it is the beginning of the magic number, or all of a header but the magic number. */
    static boolean resembles(byte[] head) {
        return head.length < Long.BYTES ? isCutMagic(head) : head.length >= Header.SIZE && isVersionOne(head);
    }

    private static boolean isCutMagic(byte[] head) {
        ByteBuffer start = ByteBuffer.wrap(MAGIC_BYTES, 0, head.length);
        return head.length >= TELLING && start.equals(ByteBuffer.wrap(head));
    }

    private static boolean isVersionOne(byte[] head) {
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).position(Long.BYTES);
        return header.getInt() == Header.MAJOR
                && header.getInt() == Header.MINOR
                && Header.isCount(header.getInt())
                && header.getInt() == 0;
    }
}
