// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.List;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.OpenFile;
import org.migstream.vfio.VfioException;

/** What the devices of the kernel have in common, whichever their uAPI. */
abstract sealed class KernelDevice permits KernelV1, KernelV2 {
    private final Holding holding;

    KernelDevice(Holding holding) {
        this.holding = holding;
    }

    final DeviceFile device() {
        return holding.device();
    }

    final Holding holding() {
        return holding;
    }

    /** @throws VfioException if the device is another's, who would lose its state by what is asked */
    final void requireOwn(String operation) throws VfioException {
        if (holding.isBorrowed()) {
            throw new VfioException(
                    operation,
                    "the device is borrowed from " + holding.owner() + " to be saved, and must not lose its state");
        }
    }

    public final String driver() {
        return holding.driver();
    }

    public final List<OpenFile> files() {
        return holding.files();
    }

    public final DeviceConfiguration configuration() throws VfioException {
        return new PciRegions(device()).read();
    }

    public final void configure(DeviceConfiguration configuration) throws VfioException {
        requireOwn("write the configuration");
        new PciRegions(device()).write(configuration);
    }

    public final void reset() throws VfioException {
        requireOwn("reset");
        device().reset();
    }

    public final void close() {
        holding.close();
    }
}
