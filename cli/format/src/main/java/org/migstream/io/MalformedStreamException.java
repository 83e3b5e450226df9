// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import org.migstream.spi.FindingCode;

/** The input breaks a rule of its format. */
public final class MalformedStreamException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception; see {@link StreamException}. */
    public MalformedStreamException(FindingCode code, long offset, String message) {
        super(code, offset, message);
    }

    @Override
    public MalformedStreamException withOffset(long newOffset) {
        return new MalformedStreamException(findingCode(), newOffset, getMessage());
    }
}
