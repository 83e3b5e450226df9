// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

/** A rule of the format is broken. */
public final class MalformedStreamException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** See {@link StreamException}. */
    public MalformedStreamException(String code, long offset, String message) {
        super(code, offset, message);
    }

    @Override
    public MalformedStreamException withOffset(long place) {
        return new MalformedStreamException(code(), place, getMessage());
    }
}
