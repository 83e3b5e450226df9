// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/** What a driver says to a state that it does not take. */
final class DriverCheck {
    private DriverCheck() {}

    /** @throws VfioException unless a state is as the driver wants it */
    static void require(boolean fine, String operation, Errno errno) throws VfioException {
        if (!fine) {
            throw new VfioException(operation, errno);
        }
    }
}
