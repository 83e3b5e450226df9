// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.List;
import java.util.Set;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;
import org.migstream.spi.FindingCode;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** The plugin for virtual functions of Intel GPUs with the driver {@code xe_vfio_pci}. */
public final class XePlugin implements VendorPlugin {
    static final String NAME = "xe";

    /** From the sources of the driver in Linux 7.2 and 7.3-rc7. */
    private static final List<DriverError> DRIVER_ERRORS = List.of(
            DriverError.of(
                    NAME,
                    "ENODEV",
                    Set.of(DriverOperation.WRITE_DATA),
                    "the descriptor names another device id or revision than the target's"),
            DriverError.of(
                    NAME,
                    "EINVAL",
                    Set.of(DriverOperation.WRITE_DATA),
                    "the header of a packet is invalid (version, GT, tile, type), or the descriptor is damaged (before"
                            + " Linux 7.3 also: a value exceeds it)"),
            DriverError.of(
                    NAME,
                    "ENODATA",
                    Set.of(DriverOperation.WRITE_DATA),
                    "a value exceeds the descriptor, so the descriptor is truncated or damaged (Linux 7.3 and newer;"
                            + " before, EINVAL)"),
            DriverError.of(
                    NAME,
                    "ENOMEM",
                    Set.of(DriverOperation.WRITE_DATA),
                    "a packet claims more memory than the host has"),
            DriverError.of(
                    NAME,
                    "EIO",
                    Set.of(DriverOperation.WRITE_DATA, DriverOperation.LEAVE_RESUMING),
                    "the worker refused an earlier packet: the size of GGTT, MMIO or VRAM, or the GuC state"),
            DriverError.of(
                    NAME,
                    "ETIMEDOUT",
                    Set.of(DriverOperation.LEAVE_RESUMING),
                    "the trailer is missing, so the state is truncated"));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Intel GPUs of the families BMG, PTL and WCL (xe_vfio_pci)";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new XeDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new XeRule());
    }

    @Override
    public List<FindingCode> findingCodes() {
        return XeFindingCodes.ALL;
    }

    @Override
    public List<DriverError> driverErrors() {
        return DRIVER_ERRORS;
    }
}
