// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import org.migstream.vfio.DeviceConfiguration;

/** What a simulated device is made of, whichever uAPI it has: who it is, and the content that it begins with. */
interface DeviceModel {
    /** The name of the driver in the kernel; null for one that has no counterpart there. */
    String driverName();

    /** The configuration of a device that nobody has set up. */
    DeviceConfiguration initialConfiguration();

    /** Writes the content of a new device. */
    void writeInitialContent(StateContent content) throws IOException;

    /**
     * Whether a content can be this device's.
     *
     * @throws IOException if not, with a message that says why
     */
    void checkContent(StateContent content) throws IOException;
}
