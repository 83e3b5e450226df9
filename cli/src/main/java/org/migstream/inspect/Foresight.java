// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.migstream.io.ByteSource;
import org.migstream.stream.Foreknowledge;
import org.migstream.stream.SectionKey;
import org.migstream.vmdesc.VmDescription;
import org.migstream.vmdesc.VmDescriptionException;

/**
 * Finds the description at the end of an input that can be read out of order. Nothing points to it, but it is the last
 * thing in the stream: the bytes {@code 00 06 be32 n '{'} with n reaching exactly to the end of the input.
 */
final class Foresight {
    /** Bytes of JSON that are read; the description of the largest machines has some MiB. */
    static final long MAX_DESCRIPTION = 64 << 20;

    private static final int HEAD = 7;
    private static final int BLOCK = 1 << 16;

    private Foresight() {}

    /** What the description says; {@link Foreknowledge#NONE} if there is none or it cannot be used. */
    static Foreknowledge of(ByteSource in) throws IOException {
        long size = in.remaining();
        if (size < HEAD) {
            return Foreknowledge.NONE;
        }
        byte[] block = new byte[BLOCK + HEAD - 1];
        long lowest = Math.max(0, size - MAX_DESCRIPTION);
        for (long end = size - HEAD + 1; end > lowest; end -= BLOCK) {
            long start = Math.max(lowest, end - BLOCK);
            if (in.readAhead(start, block) < 0) {
                return Foreknowledge.NONE;
            }
            for (int i = (int) (end - start) - 1; i >= 0; i--) {
                if (isHead(block, i, size - (start + i) - HEAD + 1)) {
                    return read(new Ahead(in, start + i + HEAD - 1, size));
                }
            }
        }
        return Foreknowledge.NONE;
    }

    private static boolean isHead(byte[] block, int i, long length) {
        return block[i] == 0
                && block[i + 1] == 6
                && block[i + HEAD - 1] == '{'
                && ((block[i + 2] & 0xffL) << 24
                                | (block[i + 3] & 0xff) << 16
                                | (block[i + 4] & 0xff) << 8
                                | block[i + 5] & 0xff)
                        == length;
    }

    private static Foreknowledge read(InputStream json) throws IOException {
        VmDescription description;
        try {
            description = VmDescription.read(json, MAX_DESCRIPTION);
        } catch (VmDescriptionException e) {
            // The reading of the stream itself will come to it and report it.
            return Foreknowledge.NONE;
        }
        return new Foreknowledge() {
            @Override
            public OptionalLong fullPayloadLength(SectionKey key) {
                return description.payloadLength(key.idstr(), key.instanceId());
            }

            @Override
            public OptionalInt pageSize() {
                return description.pageSize();
            }
        };
    }

    /** The bytes between two places ahead of a source's position, which does not move. */
    private static final class Ahead extends InputStream {
        private final ByteSource in;
        private final long end;
        private long place;

        Ahead(ByteSource in, long place, long end) {
            this.in = in;
            this.place = place;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            byte[] bytes = new byte[(int) Math.min(length, end - place)];
            int count = bytes.length == 0 ? 0 : in.readAhead(place, bytes);
            System.arraycopy(bytes, 0, into, from, count);
            place += count;
            return count == 0 ? -1 : count;
        }
    }
}
