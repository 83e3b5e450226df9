// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.util.Optional;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.VfioException;

/** A simulated device, independent of its uAPI: its identity and its initial content. */
interface DeviceModel {
    /** Returns the name of the kernel's driver; empty if the kernel has no such driver. */
    Optional<String> driverName();

    /** Returns the configuration after a reset. */
    DeviceConfiguration initialConfiguration();

    /** Writes the content of a new device. */
    void writeInitialContent(StateContent content) throws IOException;

    /**
     * Checks that a content can belong to this device.
     *
     * @throws IOException if the content cannot belong to this device; the message has the reason
     */
    void checkContent(StateContent content) throws IOException;

    /**
     * Fails unless a driver accepts its input.
     *
     * @throws VfioException if {@code accepted} is false
     */
    static void require(boolean accepted, String operation, Errno errno) throws VfioException {
        if (!accepted) {
            throw new VfioException(operation, errno);
        }
    }
}
