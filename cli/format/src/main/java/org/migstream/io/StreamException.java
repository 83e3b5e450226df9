// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/**
 * The input cannot be read any further. The cause is the content of the input, not the machine. The exception has the
 * offset of the cause.
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
     * Returns an exception with the same message at another offset. The damage of a container also ends the stream
     * inside it, and the report needs the offset in that stream.
     */
    public abstract StreamException withOffset(long newOffset);

    /** Returns this fault as a finding. The report also lists the parts of the stream before the fault. */
    public final Finding toFinding() {
        return Finding.at(offset, Severity.ERROR, code, message);
    }
}
