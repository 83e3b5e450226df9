// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

import java.util.List;
import java.util.Set;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;
import org.migstream.spi.FindingCode;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** The plugin for virtual functions of NVIDIA ConnectX adapters with the driver {@code mlx5_vfio_pci}. */
public final class Mlx5Plugin implements VendorPlugin {
    /** From the sources of the driver in Linux 6.12 and 7.2. */
    private static final List<DriverError> DRIVER_ERRORS = List.of(
            DriverError.of(
                    Mlx5Decoder.NAME,
                    "ENOMEM",
                    Set.of(DriverOperation.WRITE_DATA),
                    "a record claims more than 2^32-1 bytes, or memory is short"),
            DriverError.of(
                    Mlx5Decoder.NAME,
                    "EOPNOTSUPP",
                    Set.of(DriverOperation.WRITE_DATA),
                    "a record of an unknown kind that is not marked optional"),
            DriverError.of(
                    Mlx5Decoder.NAME, "EINVAL", Set.of(DriverOperation.WRITE_DATA), "the first image has 0 bytes"),
            DriverError.of(
                    Mlx5Decoder.NAME,
                    "EREMOTEIO",
                    Set.of(DriverOperation.WRITE_DATA),
                    "the firmware refused the image: another model, firmware version or configuration"),
            DriverError.of(
                    Mlx5Decoder.NAME,
                    "ENODEV",
                    Set.of(DriverOperation.WRITE_DATA),
                    "an earlier operation failed, or the device was reset"));

    @Override
    public String name() {
        return Mlx5Decoder.NAME;
    }

    @Override
    public String description() {
        return "virtual functions of NVIDIA ConnectX adapters (mlx5_vfio_pci)";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new Mlx5Decoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new Mlx5Rule());
    }

    @Override
    public List<FindingCode> findingCodes() {
        return Mlx5FindingCodes.ALL;
    }

    @Override
    public List<DriverError> driverErrors() {
        return DRIVER_ERRORS;
    }
}
