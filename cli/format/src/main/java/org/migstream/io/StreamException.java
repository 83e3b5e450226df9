// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** The input cannot be read on: not the machine's fault but the input's, at a known place. */
public abstract class StreamException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final long offset;

    /**
     * @param code stable, see {@link Finding#code()}
     * @param offset bytes from the start of the decompressed input
     * @param message what is wrong and, where that helps, what to do
     */
    protected StreamException(String code, long offset, String message) {
        super(message);
        this.code = code;
        this.offset = offset;
    }

    /** The stable code of the finding that this is. */
    public final String code() {
        return code;
    }

    /** Where, in bytes from the start of the decompressed input. */
    public final long offset() {
        return offset;
    }

    /** The same met at another place: what stops a container stops what is inside it, and there the offsets count. */
    public abstract StreamException withOffset(long place);

    /** The same as a finding, for reports that go on to tell what was read before. */
    public final Finding toFinding() {
        return Finding.at(offset, Severity.ERROR, code, getMessage());
    }
}
