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
import org.migstream.vfio.host.LinuxHost;

/** What a device says of itself without being disturbed: everything but the facts that only its state tells. */
final class LiveDeviceProfile {
    private LiveDeviceProfile() {}

    /**
     * The profile of a device in whatever state it is.
     *
     * @param name as it was opened
     */
    static Profile read(DeviceName name, MigrationDevice device) throws VfioException {
        DeviceConfiguration configuration = device.readConfiguration();
        PciId id = configuration.configSpace().id();
        // What v1 offers has no names in a profile, whose words are those of VFIO_DEVICE_FEATURE_MIGRATION.
        List<String> migration = device.stateMachine() instanceof V1StateMachine ? null : device.features();
        Long window = device.windowSize().isPresent() ? device.windowSize().getAsLong() : null;
        return new Profile(
                device.driver(), id, kernelRelease(name), migration, configuration.configSpace(), window, Facts.NONE);
    }

    /** What a simulated device would load does not depend on the kernel that it is simulated on. */
    private static String kernelRelease(DeviceName name) {
        return name.isSimulated() ? null : LinuxHost.LOCAL.kernelRelease().orElse(null);
    }
}
