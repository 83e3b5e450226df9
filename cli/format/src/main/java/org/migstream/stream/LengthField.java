// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/** A be64 that says how many bytes follow. It is only ever skipped by, but offsets must not overflow. */
final class LengthField {
    /** A larger claim cannot be counted with; nothing comes near. */
    private static final long MAX_LENGTH = 1L << 60;

    private LengthField() {}

    /**
     * Consumes the length.
     *
     * @param offset of the record that makes the claim
     * @param code of the finding if it cannot be true
     * @param what claims it
     */
    static long read(ByteSource in, long offset, String code, Object what) throws IOException {
        long length = in.readBe64();
        if (length < 0 || length > MAX_LENGTH) {
            throw new MalformedStreamException(
                    code,
                    offset,
                    what + " claims " + Long.toUnsignedString(length)
                            + " bytes, which nothing has: the record is damaged or hostile");
        }
        return length;
    }
}
