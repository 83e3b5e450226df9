// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;

/** A device, or the kernel for it, failed: which one, at what and why, and in which state it was left. */
public final class DeviceFailureException extends IOException {
    private static final long serialVersionUID = 1;

    DeviceFailureException(String message, IOException cause) {
        super(message, cause);
    }
}
