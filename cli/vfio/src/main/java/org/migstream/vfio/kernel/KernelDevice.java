// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.List;
import java.util.Optional;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.OpenFile;
import org.migstream.vfio.VfioException;

/** The part of a kernel device that is the same for v1 and v2. */
abstract sealed class KernelDevice permits KernelV1Device, KernelV2Device {
    private final OpenHandles handles;

    KernelDevice(OpenHandles handles) {
        this.handles = handles;
    }

    final VfioDeviceFd device() {
        return handles.device();
    }

    final OpenHandles handles() {
        return handles;
    }

    /**
     * Checks that an operation that loses the device's state is allowed.
     *
     * @throws VfioException if the device is borrowed from another process
     */
    final void requireNotBorrowed(String operation) throws VfioException {
        if (handles.isBorrowed()) {
            throw new VfioException(
                    operation,
                    "the device is borrowed from " + handles.lender() + "; a borrowed device can only be saved");
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
