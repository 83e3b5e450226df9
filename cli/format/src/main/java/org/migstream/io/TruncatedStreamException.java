// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

/** The input ends where the format promises more; {@link #offset()} is the length of the input. */
public final class TruncatedStreamException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** @param offset the length of the input, bytes */
    public TruncatedStreamException(long offset) {
        super("stream.truncated", offset, "the input ends in the middle");
    }

    @Override
    public TruncatedStreamException withOffset(long place) {
        return new TruncatedStreamException(place);
    }
}
