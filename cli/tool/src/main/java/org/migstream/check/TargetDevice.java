// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.HostFunction;
import org.migstream.pci.PciSlot;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Finding;
import org.migstream.spi.PciId;
import org.migstream.stream.SectionKey;

/**
 * A device that may load a state.
 *
 * @param name the name of the target that contains the device
 * @param key the name of the device in its stream; null for a profile and for raw device data
 * @param idstr the idstr of the device of the checked stream that this target is for; null if the user gave none
 * @param snapshot the known properties: driver, identity, kernel and facts
 * @param migrationFeatures the migration features of the target's driver; null if they are not known
 * @param function the device as the kernel shows it; null if it is not known
 * @param slot the kind of its slot in the guest; null if it is not known
 * @param savedConfig the configuration space that a QEMU has saved of it; null if the target is not a stream
 * @param maxRecordBytes the maximum size of one record, in bytes; null if the record size is unlimited or unknown
 * @param kernelDriver the kernel's name of the target's driver; null if it is not known
 * @param queryProblem the reason if a device did not report all of its facts; else null
 */
record TargetDevice(
        String name,
        @Nullable SectionKey key,
        @Nullable String idstr,
        DeviceSnapshot snapshot,
        @Nullable List<String> migrationFeatures,
        @Nullable HostFunction function,
        @Nullable PciSlot slot,
        @Nullable ConfigSpace savedConfig,
        @Nullable Long maxRecordBytes,
        @Nullable String kernelDriver,
        @Nullable Finding queryProblem) {
    /** Returns the device in a slot of another kind. */
    TargetDevice withSlot(PciSlot other) {
        return new TargetDevice(
                name,
                key,
                idstr,
                snapshot,
                migrationFeatures,
                function,
                other,
                savedConfig,
                maxRecordBytes,
                kernelDriver,
                queryProblem);
    }

    /** Returns whether this target has the same driver or the same PCI id as a device of the checked stream. */
    boolean matches(DeviceReport device) {
        boolean sameDriver = device.state() != null
                && snapshot.driver().filter(device.state().decoder()::equals).isPresent();
        Optional<PciId> saved = device.identity().pci();
        return sameDriver
                || saved.isPresent() && saved.equals(snapshot.identity().pci());
    }
}
