// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;

/** A gate, or the choice of devices, refused a restore: an answer, not a failure. */
final class RestoreRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RestoreRefusedException(String message) {
        super(message);
    }
}
