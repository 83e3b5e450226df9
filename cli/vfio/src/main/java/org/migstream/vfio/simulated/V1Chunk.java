// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What one filling of {@code sim:v1}'s window holds. The format is in {@link V1Model}.
 *
 * @param kind what it is for
 * @param number its number
 * @param value what its kind says
 * @param payload from its position to its limit
 */
record V1Chunk(Kind kind, int number, long value, ByteBuffer payload) {
    static final int HEADER = 32;

    private static final int MAGIC = 0x3156534d;
    private static final int NUMBER = 8;
    private static final int LENGTH = 12;
    private static final int VALUE = 16;
    private static final int CHECK = 24;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** By their numbers, from 0. */
    enum Kind {
        IDENTITY,
        PREVIEW,
        SEQUENCE,
        DATA,
        END
    }

    static V1Chunk of(Kind kind, int number, long value) {
        return new V1Chunk(kind, number, value, NOTHING);
    }

    /** As it stands in the window. */
    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + payload.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(MAGIC).putInt(kind.ordinal()).putInt(number).putInt(payload.remaining());
        bytes.putLong(value).putLong(0).put(payload.duplicate()).flip();
        return bytes.putInt(CHECK, check(bytes));
    }

    /** What stands in a window; empty if it is not one chunk, whole and nothing else. */
    static Optional<V1Chunk> of(ByteBuffer window) {
        ByteBuffer bytes = window.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < HEADER
                || bytes.getInt(0) != MAGIC
                || bytes.getInt(LENGTH) != bytes.remaining() - HEADER
                || bytes.getInt(CHECK) != check(bytes)) {
            return Optional.empty();
        }
        int kind = bytes.getInt(Integer.BYTES);
        if (kind < 0 || kind >= Kind.values().length) {
            return Optional.empty();
        }
        return Optional.of(
                new V1Chunk(Kind.values()[kind], bytes.getInt(NUMBER), bytes.getLong(VALUE), bytes.position(HEADER)));
    }

    private static int check(ByteBuffer bytes) {
        CRC32C check = new CRC32C();
        check.update(bytes.slice(0, CHECK));
        check.update(bytes.slice(CHECK + Integer.BYTES, bytes.limit() - CHECK - Integer.BYTES));
        return (int) check.getValue();
    }
}
