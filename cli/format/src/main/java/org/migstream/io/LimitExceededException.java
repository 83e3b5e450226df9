// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

/** Reading on would take more memory than migstream allows itself; the message names the limit. */
public final class LimitExceededException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** See {@link StreamException}. */
    public LimitExceededException(String code, long offset, String message) {
        super(code, offset, message);
    }

    @Override
    public LimitExceededException withOffset(long place) {
        return new LimitExceededException(code(), place, getMessage());
    }
}
