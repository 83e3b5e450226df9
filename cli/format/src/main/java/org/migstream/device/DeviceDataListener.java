// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Section;

/** Whom a device's data are for, if not only for a report: what it will read once more from a file is digested. */
public interface DeviceDataListener {
    /** A device has become known: its first record has come. */
    void deviceAdded(SavedDevice device) throws IOException;

    /**
     * Takes a record for which a {@link DeviceDataStore} has no room any more, and so every later one of the main stream. Before
     * the first, what came before can be read from the device's {@link SavedDevice#deviceData}, cut as its {@link
     * SavedDevice#records} say; afterwards it counts as lost.
     *
     * @param kind of its section
     * @param length of the record, bytes, more than 0: a claim
     * @param body its bytes, which can be read once; what is left of them is read over. It throws where the input ends
     */
    void dataRecord(SavedDevice device, Section.Kind kind, long length, InputStream body) throws IOException;
}
