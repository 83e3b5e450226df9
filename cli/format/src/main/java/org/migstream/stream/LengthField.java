// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.spi.FindingCode;

/** Reads a be64 with the number of bytes that follow, and rejects values that would overflow offsets. */
final class LengthField {
    /** Maximum plausible length in bytes, far more than any real length. */
    private static final long MAX_LENGTH = 1L << 60;

    private LengthField() {}

    /**
     * Reads the length at the position.
     *
     * @param offset of the record that contains the length
     * @param code of the finding if the length is impossible
     * @param record the name of the record for the message
     */
    static long read(ByteSource in, long offset, FindingCode code, Object record) throws IOException {
        long length = in.readBe64();
        if (length < 0 || length > MAX_LENGTH) {
            throw new MalformedStreamException(
                    code,
                    offset,
                    record + " claims " + Long.toUnsignedString(length)
                            + " bytes, which is impossible: the record is damaged or hostile");
        }
        return length;
    }
}
