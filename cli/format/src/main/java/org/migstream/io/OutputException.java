// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;

/** An output could not be written; told apart from what is wrong with inputs. */
public final class OutputException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What the system says of a pipe without a reader (EPIPE): Java has no other way to tell. */
    private static final String BROKEN_PIPE = "Broken pipe";

    /** @param name of the output, as people know it */
    public OutputException(String name, IOException cause) {
        super("cannot write " + name + ": " + IoErrorText.of(cause), cause);
    }

    /** Whether there is nobody left to read it. */
    public boolean isBrokenPipe() {
        String reason = getCause().getMessage();
        return reason != null && reason.contains(BROKEN_PIPE);
    }
}
