// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.io.IOException;

/**
 * The user has named a device that a stream does not have, or the name does not mean one device. The message has the name
 * and, if they help, the devices of the stream.
 */
public final class UnknownDeviceException extends IOException {
    private static final long serialVersionUID = 1;

    /** Creates an exception with a message for the user. */
    public UnknownDeviceException(String message) {
        super(message);
    }
}
