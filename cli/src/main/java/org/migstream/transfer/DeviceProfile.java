// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;
import org.migstream.profile.Profile;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.V1StateMachine;
import org.migstream.vfio.VfioException;

/** What a device says of itself without being disturbed: everything but the facts that only its state tells. */
final class DeviceProfile {
    private DeviceProfile() {}

    /** The profile of a device in whatever state it is. */
    static Profile of(MigrationDevice device) throws VfioException {
        DeviceConfiguration configuration = device.configuration();
        PciId id = configuration.space().id();
        // What v1 offers has no names in a profile, whose words are those of VFIO_DEVICE_FEATURE_MIGRATION.
        List<String> migration = device.machine() instanceof V1StateMachine ? null : device.features();
        return new Profile(device.driver(), id, null, migration, configuration.space(), Facts.NONE);
    }
}
