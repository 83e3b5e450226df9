// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;

/** What the user called a device makes no sense; nothing was done. */
public final class BadDeviceNameException extends IOException {
    private static final long serialVersionUID = 1;

    BadDeviceNameException(String message) {
        super(message);
    }
}
