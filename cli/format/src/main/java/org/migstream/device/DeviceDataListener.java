// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Section;

/**
 * Receives the data of devices while the stream is read, for a restore. With a listener, the data of a file is digested,
 * because a second reading must find the same bytes.
 */
public interface DeviceDataListener {
    /** Called once for each device, at its first record. */
    void deviceAdded(SavedDevice device) throws IOException;

    /**
     * Called for each data record of the main stream that does not fit the {@link DeviceDataStore}, and for all later records
     * of the device. Before the first call, {@link SavedDevice#deviceData} holds all earlier bytes, and {@link
     * SavedDevice#records} their boundaries. After it, the data is marked as lost.
     *
     * @param kind of the section
     * @param length of the record in bytes, more than 0; the stream may end earlier
     * @param body the bytes, which can be read once; the caller skips the unread rest. A read at the end of a truncated
     *     stream throws
     */
    void dataRecord(SavedDevice device, Section.Kind kind, long length, InputStream body) throws IOException;
}
