// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.util.List;
import java.util.Set;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;
import org.migstream.spi.FindingCode;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** The plugin for mtty, the sample mediated device of the kernel. */
public final class MttyPlugin implements VendorPlugin {
    /** From the sources of the driver in Linux 6.12 and 7.2. */
    private static final List<DriverError> DRIVER_ERRORS = List.of(
            DriverError.of(
                    MttyDecoder.NAME,
                    "EFAULT",
                    Set.of(DriverOperation.WRITE_DATA),
                    "the first 24 bytes (magic, version, number of ports) do not fit the target's device"),
            DriverError.of(
                    MttyDecoder.NAME,
                    "ENOMEM",
                    Set.of(DriverOperation.WRITE_DATA),
                    "the state is longer than the target's number of ports requires"),
            DriverError.of(
                    MttyDecoder.NAME,
                    "EINVAL",
                    Set.of(DriverOperation.LEAVE_RESUMING),
                    "the state is shorter than the target's number of ports requires"));

    @Override
    public String name() {
        return MttyDecoder.NAME;
    }

    @Override
    public String description() {
        return "serial ports of the kernel's sample mediated device, driver mtty";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new MttyDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new MttyRule());
    }

    @Override
    public List<FindingCode> findingCodes() {
        return MttyFindingCodes.ALL;
    }

    @Override
    public List<DriverError> driverErrors() {
        return DRIVER_ERRORS;
    }
}
