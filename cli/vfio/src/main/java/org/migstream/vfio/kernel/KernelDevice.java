// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.List;
import java.util.Optional;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.OpenFile;
import org.migstream.vfio.VfioException;

/** What the devices of the kernel have in common, whichever their uAPI. */
abstract sealed class KernelDevice permits KernelV1Device, KernelV2Device {
    private final OpenHandles handles;

    KernelDevice(OpenHandles holding) {
        this.handles = holding;
    }

    final VfioDeviceFd device() {
        return handles.device();
    }

    final OpenHandles handles() {
        return handles;
    }

    /** @throws VfioException if the device is another's, who would lose its state by what is asked */
    final void requireNotBorrowed(String operation) throws VfioException {
        if (handles.isBorrowed()) {
            throw new VfioException(
                    operation,
                    "the device is borrowed from " + handles.lender() + " to be saved, and must not lose its state");
        }
    }

    public final Optional<String> decoderName() {
        return Optional.ofNullable(handles.decoderName());
    }

    public final List<OpenFile> files() {
        return handles.files();
    }

    public final DeviceConfiguration readConfiguration() throws VfioException {
        return new PciConfigurationAccess(device()).read();
    }

    public final void writeConfiguration(DeviceConfiguration configuration) throws VfioException {
        requireNotBorrowed("write the configuration");
        new PciConfigurationAccess(device()).write(configuration);
    }

    public final void reset() throws VfioException {
        requireNotBorrowed("reset");
        device().reset();
    }

    public final void close() {
        handles.close();
    }
}
