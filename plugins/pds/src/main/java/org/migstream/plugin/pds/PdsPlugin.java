// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.pds;

import java.util.List;
import java.util.Set;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;
import org.migstream.spi.FindingCode;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** The plugin for virtual functions of AMD Pensando DSC cards with the driver {@code pds_vfio_pci}. */
public final class PdsPlugin implements VendorPlugin {
    /** From the sources of the driver in Linux 6.12 and 7.2. */
    private static final List<DriverError> DRIVER_ERRORS = List.of(
            DriverError.of(PdsDecoder.NAME, "EINVAL", Set.of(DriverOperation.WRITE_DATA), "more than 65536 bytes"),
            DriverError.of(
                    PdsDecoder.NAME,
                    "EIO",
                    Set.of(DriverOperation.LEAVE_RESUMING),
                    "the device is in ERROR, or its firmware refused the state"));

    @Override
    public String name() {
        return PdsDecoder.NAME;
    }

    @Override
    public String description() {
        return "virtual functions of AMD Pensando DSC, driver pds_vfio_pci";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new PdsDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new PdsRule());
    }

    @Override
    public List<FindingCode> findingCodes() {
        return PdsFindingCodes.ALL;
    }

    @Override
    public List<DriverError> driverErrors() {
        return DRIVER_ERRORS;
    }
}
