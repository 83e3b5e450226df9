// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;

/** An output could not be written. The separate class keeps output errors apart from input errors. */
public final class OutputException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The system's message for a pipe without a reader (EPIPE). Java offers no other way to detect it. */
    private static final String BROKEN_PIPE = "Broken pipe";

    /**
     * Creates an exception.
     *
     * @param name of the output in messages
     */
    public OutputException(String name, IOException cause) {
        super("cannot write " + name + ": " + IoErrorText.of(cause), cause);
    }

    /** Returns whether the output is a pipe whose reader has closed it. */
    public boolean isBrokenPipe() {
        return String.valueOf(getMessage()).contains(BROKEN_PIPE);
    }
}
