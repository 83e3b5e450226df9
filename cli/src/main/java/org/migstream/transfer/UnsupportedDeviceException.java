// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;

/** Such a device cannot be transferred, by this version or at all. */
public final class UnsupportedDeviceException extends IOException {
    private static final long serialVersionUID = 1;

    /** A message for the user. */
    public UnsupportedDeviceException(String message) {
        super(message);
    }
}
