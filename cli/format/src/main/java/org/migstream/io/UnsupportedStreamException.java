// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

/** The input is of a kind or version that migstream does not read; the message says what it does read. */
public final class UnsupportedStreamException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** See {@link StreamException}. */
    public UnsupportedStreamException(String code, long offset, String message) {
        super(code, offset, message);
    }

    @Override
    public UnsupportedStreamException withOffset(long place) {
        return new UnsupportedStreamException(code(), place, getMessage());
    }
}
