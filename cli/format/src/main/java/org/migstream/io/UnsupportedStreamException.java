// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import org.migstream.spi.FindingCode;

/** The input has a format or version that migstream does not read. The message names what migstream does read. */
public final class UnsupportedStreamException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception; see {@link StreamException}. */
    public UnsupportedStreamException(FindingCode code, long offset, String message) {
        super(code, offset, message);
    }

    @Override
    public UnsupportedStreamException withOffset(long place) {
        return new UnsupportedStreamException(findingCode(), place, getMessage());
    }
}
