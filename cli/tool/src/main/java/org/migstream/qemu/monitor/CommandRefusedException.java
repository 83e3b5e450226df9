// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

/** QEMU has answered a command with an error: it lacks the command, or the object or property that the command names. */
final class CommandRefusedException extends MonitorException {
    private static final long serialVersionUID = 1;

    CommandRefusedException(String message) {
        super(message);
    }
}
