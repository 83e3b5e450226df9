// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.List;
import java.util.Set;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;
import org.migstream.spi.FindingCode;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** The plugin for hardware virtio functions with the driver {@code virtio_vfio_pci}. */
public final class VirtioPlugin implements VendorPlugin {
    /** From the sources of the driver in Linux 6.12 and 7.2. */
    private static final List<DriverError> DRIVER_ERRORS = List.of(
            DriverError.of(
                    VirtioDecoder.NAME,
                    "ENOMEM",
                    Set.of(DriverOperation.WRITE_DATA),
                    "a record claims more than 2^32-1 bytes, or memory is short"),
            DriverError.of(
                    VirtioDecoder.NAME,
                    "EOPNOTSUPP",
                    Set.of(DriverOperation.WRITE_DATA),
                    "a record of an unknown kind that is not marked optional"),
            DriverError.of(
                    VirtioDecoder.NAME,
                    "EINVAL",
                    Set.of(DriverOperation.WRITE_DATA),
                    "a record has more bytes than its header announces, or the device refused the parts"),
            DriverError.of(
                    VirtioDecoder.NAME,
                    "ENODEV",
                    Set.of(DriverOperation.WRITE_DATA),
                    "an earlier operation failed, or the device was reset"));

    @Override
    public String name() {
        return VirtioDecoder.NAME;
    }

    @Override
    public String description() {
        return "virtio network and block functions in hardware (virtio_vfio_pci)";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new VirtioDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new VirtioRule());
    }

    @Override
    public List<FindingCode> findingCodes() {
        return VirtioFindingCodes.ALL;
    }

    @Override
    public List<DriverError> driverErrors() {
        return DRIVER_ERRORS;
    }
}
