// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import org.migstream.device.DeviceDataStore;
import org.migstream.device.VfioConfig;
import org.migstream.device.VfioRecordEntry;

/**
 * A device-state packet of a VFIO device, and how to get at its bytes when its turn comes.
 *
 * @param entry where it stands, and its place in the device's sequence
 * @param config what the packet carries instead of data; null for data
 * @param content where the data can be read; null for a configuration, and if they could not be kept
 */
record DevicePacket(VfioRecordEntry entry, VfioConfig config, DeviceDataStore.DataRange content) {
    boolean isConfig() {
        return config != null;
    }
}
