// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.device.RecordEntry;
import org.migstream.device.VfioConfig;

/**
 * A device-state packet of a VFIO device, and how to get at its bytes when its turn comes.
 *
 * @param entry where it stands, and its place in the device's sequence
 * @param config what the packet carries instead of data; null for data
 * @param content where the data can be read; null if nobody will
 */
record DevicePacket(RecordEntry entry, VfioConfig config, Content content) {
    /** Bytes that can be read once the order is known. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    boolean isConfig() {
        return config != null;
    }
}
