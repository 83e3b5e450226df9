// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

/** The input ends where the format promises more; {@link #offset()} is the length of the input. */
public final class TruncatedStreamException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** @param offset the length of the input, bytes */
    public TruncatedStreamException(long offset) {
        this(offset, "the input ends in the middle");
    }

    /**
     * @param offset the length of the input, bytes
     * @param message what is missing
     */
    public TruncatedStreamException(long offset, String message) {
        super("stream.truncated", offset, message);
    }
}
