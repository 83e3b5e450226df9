// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.io.IOException;

/** A value that the monitor of QEMU does not provide; the message is a sentence for the user, without a full stop. */
sealed class MonitorException extends IOException permits CommandRefusedException {
    private static final long serialVersionUID = 1;

    MonitorException(String message) {
        super(message);
    }
}
