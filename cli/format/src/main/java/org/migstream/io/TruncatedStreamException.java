// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.migstream.io.InputFindingCodes.STREAM_TRUNCATED;

/** The input ends too early. The {@link #offset()} is the length of the input. */
public final class TruncatedStreamException extends StreamException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param offset the length of the input in bytes
     */
    public TruncatedStreamException(long offset) {
        super(STREAM_TRUNCATED, offset, "the input is truncated");
    }

    @Override
    public TruncatedStreamException withOffset(long newOffset) {
        return new TruncatedStreamException(newOffset);
    }
}
