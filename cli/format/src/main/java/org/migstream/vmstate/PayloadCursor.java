// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Reads a payload forward; integers are big-endian, as everywhere in VMState. */
final class PayloadCursor {
    private final InputStream in;
    private final byte[] scratch = new byte[8192];
    private long offset;

    PayloadCursor(SectionPayloads.Payload payload) {
        in = payload.bytes();
        offset = payload.offset();
    }

    /** Where the next byte stands in the stream. */
    long offset() {
        return offset;
    }

    /** An unsigned integer of up to 8 bytes (with 8, the sign bit is the highest bit). */
    long unsigned(int width) throws IOException, VmStateMismatch {
        fill(width);
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | scratch[i] & 0xff;
        }
        return value;
    }

    /** A length byte and so many characters. */
    String counted() throws IOException, VmStateMismatch {
        int length = (int) unsigned(1);
        fill(length);
        return new String(scratch, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Passes over {@code length} bytes and returns the first {@code headBytes} of them in hexadecimal. */
    VmStateValue.Bytes bytes(long length, int headBytes) throws IOException, VmStateMismatch {
        StringBuilder head = new StringBuilder();
        long left = length;
        while (left > 0) {
            int chunk = (int) Math.min(left, scratch.length);
            fill(chunk);
            int wanted = Math.min(chunk, headBytes - head.length() / 2);
            head.append(HexFormat.of().formatHex(scratch, 0, wanted));
            left -= chunk;
        }
        return new VmStateValue.Bytes(length, head.toString());
    }

    /** Reads to the end of the payload and returns how many bytes that was. */
    long drain() throws IOException {
        long count = 0;
        for (int n; (n = in.read(scratch)) >= 0; ) {
            count += n;
        }
        return count;
    }

    private void fill(int length) throws IOException, VmStateMismatch {
        int read = in.readNBytes(scratch, 0, length);
        if (read < length) {
            throw new VmStateMismatch(
                    offset + read,
                    "vmstate.payload-short",
                    "the payload ends inside a value that its description promises");
        }
        offset += length;
    }
}
