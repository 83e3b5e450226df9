// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.device.RecordEntry;
import org.migstream.device.VfioConfig;
import org.migstream.stream.VfioRecord;

/**
 * A device-state packet of a VFIO device, and how to get at its bytes when its turn comes.
 *
 * @param channel the name of the recording
 * @param idx its place in the device's sequence
 * @param offset of the packet in the channel
 * @param length of the packet
 * @param dataOffset of the device's bytes in the channel
 * @param dataLength how many they are
 * @param config what the packet carries instead of data; null for data
 * @param content where the bytes can be read; null if nobody will
 */
record DevicePacket(
        String channel,
        long idx,
        long offset,
        long length,
        long dataOffset,
        long dataLength,
        VfioConfig config,
        Content content) {

    /** Bytes that can be read once the order is known. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    boolean isConfig() {
        return config != null;
    }

    RecordEntry entry() {
        return new RecordEntry(
                RecordEntry.Carrier.CHANNEL,
                isConfig() ? VfioRecord.Tag.DEV_CONFIG_STATE : VfioRecord.Tag.DEV_DATA_STATE,
                offset,
                length,
                isConfig() ? -1 : dataOffset,
                dataLength,
                channel,
                idx);
    }
}
