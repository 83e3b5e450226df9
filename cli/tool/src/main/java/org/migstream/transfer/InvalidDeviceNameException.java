// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;

/** What the user called a device makes no sense; nothing was done. */
public final class InvalidDeviceNameException extends IOException {
    private static final long serialVersionUID = 1;

    InvalidDeviceNameException(String message) {
        super(message);
    }
}
