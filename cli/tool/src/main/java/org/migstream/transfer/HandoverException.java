// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;

/** Restored devices could not be given to the process that was to have them. */
public final class HandoverException extends IOException {
    private static final long serialVersionUID = 1;

    HandoverException(String message, IOException cause) {
        super(message, cause);
    }
}
