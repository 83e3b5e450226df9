// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * One side of a comparison: a saved state or the target device.
 *
 * <pre>
 *               of a saved state                   of a target
 *   driver      the decoder that read it           from the profile, or the decoder that read the target's own state
 *   identity    from the configuration space,      from the profile, or from the configuration space
 *               or from the profile that save wrote
 *   kernel      not known                          from the profile
 *   facts       from the decoder, and from the     from the profile, or from the decoder of the target's own state
 *               profile that save wrote
 * </pre>
 *
 * <p>Immutable. This class is not a record, so that later versions can add properties without breaking plugins.
 */
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
     * Returns a snapshot without driver and kernel.
     *
     * @param identity the ids of the device; {@link DeviceIdentity#UNKNOWN} if there are none
     * @param facts the facts of the device; {@link Facts#NONE} if there are none
     */
    public static DeviceSnapshot of(DeviceIdentity identity, Facts facts) {
        return new DeviceSnapshot(null, identity, null, facts);
    }

    /** Returns a copy with the {@link StateDecoder#name} of the format that the driver writes and reads. */
    public DeviceSnapshot withDriver(String name) {
        return new DeviceSnapshot(Objects.requireNonNull(name), identity, kernel, facts);
    }

    /** Returns a copy with the release of Linux, as {@code uname -r} prints it: {@code 6.12.95}. */
    public DeviceSnapshot withKernel(String release) {
        return new DeviceSnapshot(driver, identity, Objects.requireNonNull(release), facts);
    }

    /** Returns the {@link StateDecoder#name} of the format that the driver writes and reads; empty if it is not known. */
    public Optional<String> driver() {
        return Optional.ofNullable(driver);
    }

    /** Returns the known ids of the device. */
    public DeviceIdentity identity() {
        return identity;
    }

    /** Returns the release of Linux, as {@code uname -r} prints it; empty if it is not known. */
    public Optional<String> kernel() {
        return Optional.ofNullable(kernel);
    }

    /**
     * Returns the version of {@link #kernel}; empty if it is not known or does not start with two numbers.
     * Distributions backport drivers, so a kernel can support more than its version suggests.
     */
    public Optional<KernelVersion> kernelVersion() {
        return kernel().flatMap(KernelVersion::parse);
    }

    /** Returns the other values that a rule compares. The vendor's plugin defines their keys. */
    public Facts facts() {
        return facts;
    }
}
