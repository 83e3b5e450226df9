// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.pci.ConfigSpace;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.PciId;
import org.migstream.stream.SectionKey;

/**
 * A device that shall load a state.
 *
 * @param name of the target that it is in
 * @param key what names it in a stream; null for a profile and for raw device data
 * @param idstr the device of the stream that it was given for; null if for none in particular
 * @param snapshot what is known about it
 * @param migrationFeatures what its driver offers; null if not known
 * @param config its configuration space; null if not known
 * @param maxRecordBytes the most bytes that it takes in one piece; null if there is no such limit, or it is not known
 */
record TargetDevice(
        String name,
        SectionKey key,
        String idstr,
        DeviceSnapshot snapshot,
        List<String> migrationFeatures,
        ConfigSpace config,
        Long maxRecordBytes) {
    /** Whether it is made for a state, as far as the driver or the device's ids tell. */
    boolean matches(DeviceReport device) {
        boolean driver = device.state() != null
                && snapshot.driver().filter(device.state().decoder()::equals).isPresent();
        PciId saved = device.identity().pci().orElse(null);
        return driver
                || saved != null
                        && snapshot.identity().pci().filter(saved::equals).isPresent();
    }
}
