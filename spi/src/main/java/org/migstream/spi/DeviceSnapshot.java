// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * One side of a comparison: a saved state, or the device that shall load it.
 *
 * <pre>
 *               of a saved state                   of a target
 *   driver      the decoder that read it           what its profile says, or which decoder read its own state
 *   identity    the saved configuration space      the profile, or its configuration space
 *   kernel      not known                          what its profile says
 *   facts       what the decoder told              what its profile says, or the decoder of its own state told
 * </pre>
 *
 * <p>Immutable. It is no record, so that more can become known of a device without breaking plugins.
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
     * What is known about a device.
     *
     * @param driver the {@link StateDecoder#name}; null if not known
     * @param identity {@link DeviceIdentity#UNKNOWN} if not known
     * @param kernel the release of Linux it runs on, such as {@code 6.12.95}; null if not known
     * @param facts {@link Facts#NONE} if none is known
     */
    public static DeviceSnapshot of(String driver, DeviceIdentity identity, String kernel, Facts facts) {
        return new DeviceSnapshot(driver, identity, kernel, facts);
    }

    /** The {@link StateDecoder#name} of the format that the driver writes and reads; empty if it is not known. */
    public Optional<String> driver() {
        return Optional.ofNullable(driver);
    }

    /** Which device, as far as it is known. */
    public DeviceIdentity identity() {
        return identity;
    }

    /**
     * The release of Linux, as {@code uname -r} says it; empty if it is not known. Distributions backport: it tells what
     * a kernel can at least do, not what it cannot.
     */
    public Optional<String> kernel() {
        return Optional.ofNullable(kernel);
    }

    /** What else decides, under the keys of the vendor's plugin. */
    public Facts facts() {
        return facts;
    }
}
