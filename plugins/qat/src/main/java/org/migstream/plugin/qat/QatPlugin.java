// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.util.List;
import java.util.Set;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;
import org.migstream.spi.FindingCode;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** The plugin for Intel QuickAssist accelerators with the driver {@code qat_vfio_pci}. */
public final class QatPlugin implements VendorPlugin {
    /** The name of the plugin, of its decoder, and of the driver in profiles. */
    static final String NAME = "qat";

    /** From the sources of the driver in Linux 6.12 and 7.2. */
    private static final List<DriverError> DRIVER_ERRORS = List.of(
            DriverError.of(
                    NAME,
                    "EINVAL",
                    Set.of(DriverOperation.WRITE_DATA, DriverOperation.LEAVE_RESUMING),
                    "capabilities, service map or service level agreements do not fit, or a section is missing or damaged"),
            DriverError.of(NAME, "ENOMEM", Set.of(DriverOperation.WRITE_DATA), "more than 4096 bytes"),
            DriverError.of(NAME, "EOVERFLOW", Set.of(DriverOperation.WRITE_DATA), "more than 4096 bytes"),
            DriverError.of(
                    NAME,
                    "EFAULT",
                    Set.of(DriverOperation.LEAVE_RESUMING),
                    "the hardware raised an exception while its rings were restored"));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Intel QuickAssist accelerators, driver qat_vfio_pci";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new QatDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new QatRule());
    }

    @Override
    public List<FindingCode> findingCodes() {
        return QatFindingCodes.ALL;
    }

    @Override
    public List<DriverError> driverErrors() {
        return DRIVER_ERRORS;
    }
}
