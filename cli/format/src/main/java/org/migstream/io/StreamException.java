// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/**
 * The input cannot be read any further. The input is at fault, not the machine, and the offset is known.
 *
 * <p>There is one subclass for each kind of fault, because the exit status and the severity of a report depend on it:
 * truncated, malformed, unsupported, or over a limit.
 */
public abstract class StreamException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient FindingCode code;
    private final long offset;
    private final String message;

    /**
     * Creates an exception.
     *
     * @param code the code of the finding
     * @param offset in bytes from the start of the decompressed input
     * @param message the fault and, if useful, the remedy
     */
    protected StreamException(FindingCode code, long offset, String message) {
        super(message);
        this.code = code;
        this.offset = offset;
        this.message = message;
    }

    /** Returns the stable code of the finding. */
    public final String code() {
        return code.code();
    }

    final FindingCode findingCode() {
        return code;
    }

    /** Returns the offset in bytes from the start of the decompressed input. */
    public final long offset() {
        return offset;
    }

    @Override
    public final String getMessage() {
        return message;
    }

    /**
     * Returns this fault at another offset. A fault that stops a container also stops the stream inside it, and there
     * the offsets of the stream count.
     */
    public abstract StreamException withOffset(long place);

    /** Returns this fault as a finding of a report that also lists the parts read before. */
    public final Finding toFinding() {
        return Finding.at(offset, Severity.ERROR, code, message);
    }
}
