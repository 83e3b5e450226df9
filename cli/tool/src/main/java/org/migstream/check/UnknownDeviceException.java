// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;

/** The user has named a device that the checked stream does not have. */
public final class UnknownDeviceException extends IOException {
    private static final long serialVersionUID = 1;

    UnknownDeviceException(String message) {
        super(message);
    }
}
