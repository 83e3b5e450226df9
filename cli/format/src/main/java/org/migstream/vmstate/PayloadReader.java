// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Reads a payload forward; integers are big-endian, as everywhere in VMState. */
final class PayloadReader {
    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private long offset;

    PayloadReader(SectionPayloadSource.Payload payload) {
        in = payload.bytes();
        offset = payload.offset();
    }

    /** Where the next byte stands in the stream. */
    long offset() {
        return offset;
    }

    /** An unsigned integer of up to 8 bytes (with 8, the sign bit is the highest bit). */
    long readUnsigned(int width) throws IOException, VmStateMismatchException {
        readIntoBuffer(width);
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | buffer[i] & 0xff;
        }
        return value;
    }

    /** A length byte and so many characters. */
    String readCountedString() throws IOException, VmStateMismatchException {
        int length = (int) readUnsigned(1);
        readIntoBuffer(length);
        return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Passes over {@code length} bytes and returns the first {@code headBytes} of them in hexadecimal. */
    VmStateValue.Bytes readBytes(long length, int headBytes) throws IOException, VmStateMismatchException {
        StringBuilder head = new StringBuilder();
        long left = length;
        while (left > 0) {
            int chunk = (int) Math.min(left, buffer.length);
            readIntoBuffer(chunk);
            int wanted = Math.min(chunk, headBytes - head.length() / 2);
            head.append(HexFormat.of().formatHex(buffer, 0, wanted));
            left -= chunk;
        }
        return new VmStateValue.Bytes(length, head.toString());
    }

    /** Reads to the end of the payload and returns how many bytes that was. */
    long drain() throws IOException {
        long count = 0;
        for (int n; (n = in.read(buffer)) >= 0; ) {
            count += n;
        }
        return count;
    }

    private void readIntoBuffer(int length) throws IOException, VmStateMismatchException {
        int read = in.readNBytes(buffer, 0, length);
        if (read < length) {
            throw new VmStateMismatchException(
                    offset + read,
                    "vmstate.payload-short",
                    "the payload ends inside a value that its description promises");
        }
        offset += length;
    }
}
