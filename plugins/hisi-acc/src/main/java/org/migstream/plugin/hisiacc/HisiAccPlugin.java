// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import java.util.List;
import java.util.Set;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;
import org.migstream.spi.FindingCode;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** The plugin for HiSilicon accelerators with the driver {@code hisi_acc_vfio_pci}. */
public final class HisiAccPlugin implements VendorPlugin {
    static final String NAME = "hisi_acc";

    /** From the sources of the driver in Linux 6.12 and 7.2. */
    private static final List<DriverError> DRIVER_ERRORS = List.of(
            DriverError.of(
                    NAME,
                    "EFAULT",
                    Set.of(DriverOperation.WRITE_DATA),
                    "the first 40 bytes (magic, device id, queue pairs, isolation) do not fit the target's function"),
            DriverError.of(NAME, "ENOMEM", Set.of(DriverOperation.WRITE_DATA), "more than 176 bytes"),
            DriverError.of(
                    NAME,
                    "EINVAL",
                    Set.of(DriverOperation.LEAVE_RESUMING),
                    "the state has more than 40, but fewer than 176 bytes; with older kernels also: the hardware failed"),
            DriverError.of(NAME, "ETIMEDOUT", Set.of(DriverOperation.LEAVE_RESUMING), "the hardware did not answer"),
            DriverError.of(NAME, "EBUSY", Set.of(DriverOperation.LEAVE_RESUMING), "the hardware is busy"));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "HiSilicon accelerators ZIP, SEC and HPRE (hisi_acc_vfio_pci)";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new HisiAccDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new HisiAccRule());
    }

    @Override
    public List<FindingCode> findingCodes() {
        return HisiAccFindingCodes.ALL;
    }

    @Override
    public List<DriverError> driverErrors() {
        return DRIVER_ERRORS;
    }
}
