// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import org.migstream.spi.FindingCode;

/** The input has an unsupported format or version. The message names the supported ones or the remedy. */
public final class UnsupportedStreamException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception; see {@link StreamException}. */
    public UnsupportedStreamException(FindingCode code, long offset, String message) {
        super(code, offset, message);
    }

    @Override
    public UnsupportedStreamException withOffset(long newOffset) {
        return new UnsupportedStreamException(findingCode(), newOffset, getMessage());
    }
}
