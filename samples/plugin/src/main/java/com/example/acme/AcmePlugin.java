// SPDX-License-Identifier: Apache-2.0
package com.example.acme;

import java.util.List;
import java.util.Set;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;
import org.migstream.spi.FindingCode;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/**
 * Provides the decoder and the rule. {@code META-INF/services} names this class, so it is public with a public
 * constructor.
 */
public final class AcmePlugin implements VendorPlugin {
    /** Errors of the driver, from its sources in Linux 6.12 and 7.2. */
    private static final List<DriverError> DRIVER_ERRORS = List.of(
            DriverError.of(
                    AcmeDecoder.NAME,
                    "EINVAL",
                    Set.of(DriverOperation.WRITE_DATA),
                    "a record is damaged, or the state does not start with a sequence record"),
            DriverError.of(
                    AcmeDecoder.NAME,
                    "EPROTO",
                    Set.of(DriverOperation.LEAVE_RESUMING),
                    "no end record came, so the state is truncated"));

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public String description() {
        return "network devices of Acme, driver acme";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new AcmeDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new AcmeRule());
    }

    @Override
    public List<FindingCode> findingCodes() {
        return AcmeFindingCodes.ALL;
    }

    @Override
    public List<DriverError> driverErrors() {
        return DRIVER_ERRORS;
    }
}
