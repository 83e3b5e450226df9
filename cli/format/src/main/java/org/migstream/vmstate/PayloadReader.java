// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import static org.migstream.vmstate.VmStateFindingCodes.VMSTATE_PAYLOAD_SHORT;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Reads a payload from start to end. Integers are big-endian, as in all of VMState. */
final class PayloadReader {
    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private long offset;

    /** Reports that a payload contradicts its vmdescription. The rest of the payload cannot be decoded. */
    static final class MismatchException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Finding finding;

        /** Creates an ERROR; {@code offset} counts bytes from the start of the stream. */
        MismatchException(long offset, FindingCode code, String message) {
            this(offset, Severity.ERROR, code, message);
        }

        MismatchException(long offset, Severity severity, FindingCode code, String message) {
            super(message, null, false, false);
            finding = Finding.at(offset, severity, code, message);
        }

        Finding finding() {
            return finding;
        }
    }

    PayloadReader(SectionPayloadSource.Payload payload) {
        in = payload.bytes();
        offset = payload.offset();
    }

    /** Returns the offset of the next byte in the stream. */
    long offset() {
        return offset;
    }

    /** Reads an unsigned integer of 1 to 8 bytes. With 8 bytes, the sign bit of the result is the highest bit. */
    long readUnsigned(int width) throws IOException, MismatchException {
        readIntoBuffer(width);
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | buffer[i] & 0xff;
        }
        return value;
    }

    /** Reads a length byte and a string of this length. */
    String readCountedString() throws IOException, MismatchException {
        int length = (int) readUnsigned(1);
        readIntoBuffer(length);
        return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Reads {@code length} bytes and returns the first {@code headBytes} of them in hexadecimal. */
    VmStateValue.Bytes readBytes(long length, int headBytes) throws IOException, MismatchException {
        StringBuilder head = new StringBuilder();
        long remaining = length;
        while (remaining > 0) {
            int chunk = (int) Math.min(remaining, buffer.length);
            readIntoBuffer(chunk);
            int kept = Math.min(chunk, headBytes - head.length() / 2);
            head.append(HexFormat.of().formatHex(buffer, 0, kept));
            remaining -= chunk;
        }
        return new VmStateValue.Bytes(length, head.toString());
    }

    /** Reads to the end of the payload and returns the number of bytes. */
    long drain() throws IOException {
        return in.transferTo(OutputStream.nullOutputStream());
    }

    private void readIntoBuffer(int length) throws IOException, MismatchException {
        int count = in.readNBytes(buffer, 0, length);
        if (count < length) {
            throw new MismatchException(
                    offset + count, VMSTATE_PAYLOAD_SHORT, "the payload ends inside a value of its vmdescription");
        }
        offset += length;
    }
}
