// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Objects;
import java.util.Optional;

/** One side of a comparison: a saved state, or the device that shall load it. */
public final class DeviceSnapshot {
    private final String driver;
    private final DeviceIdentity identity;
    private final String kernel;
    private final Facts facts;

    private DeviceSnapshot(String driver, DeviceIdentity identity, String kernel, Facts facts) {
        this.driver = driver;
        this.identity = Objects.requireNonNull(identity);
        this.kernel = kernel;
        this.facts = Objects.requireNonNull(facts);
    }

    /**
     * What is known about a device.
     *
     * @param driver the {@link StateDecoder#name}; null if not known
     * @param kernel the release of Linux it runs on, such as {@code 6.12.95}; null if not known
     */
    public static DeviceSnapshot of(String driver, DeviceIdentity identity, String kernel, Facts facts) {
        return new DeviceSnapshot(driver, identity, kernel, facts);
    }

    /** The name of the format that the driver writes. */
    public Optional<String> driver() {
        return Optional.ofNullable(driver);
    }

    /** Which device. */
    public DeviceIdentity identity() {
        return identity;
    }

    /** The release of Linux, as {@code uname -r} says it. */
    public Optional<String> kernel() {
        return Optional.ofNullable(kernel);
    }

    /** What else decides. */
    public Facts facts() {
        return facts;
    }
}
