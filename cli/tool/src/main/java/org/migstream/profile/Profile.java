// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import java.util.List;
import java.util.Objects;
import org.migstream.pci.ConfigSpace;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;

/**
 * What is known about a device that shall load a state.
 *
 * @param driver the name of the decoder for the states that it loads; null if not known
 * @param pci vendor and device id; null if not known
 * @param kernel the release of Linux; null if not known
 * @param migrationFeatures what its driver offers, without the prefix {@code VFIO_MIGRATION_}; null if not known
 * @param config its configuration space; null if not known
 * @param maxRecordBytes the most bytes of a state that it takes in one piece; null if there is no such limit, or it is not known
 * @param facts what else decides
 */
public record Profile(
        String driver,
        PciId pci,
        String kernel,
        List<String> migrationFeatures,
        ConfigSpace config,
        Long maxRecordBytes,
        Facts facts) {
    /** A copy of the list. */
    public Profile {
        migrationFeatures = migrationFeatures == null ? null : List.copyOf(migrationFeatures);
        Objects.requireNonNull(facts);
    }

    /** Which device it is: what {@code pci} says, otherwise what its configuration space does. */
    public DeviceIdentity identity() {
        if (pci != null) {
            return DeviceIdentity.of(pci);
        }
        return config == null ? DeviceIdentity.UNKNOWN : DeviceIdentity.of(config.id());
    }

    /** The same with other facts. */
    public Profile withFacts(Facts others) {
        return new Profile(driver, pci, kernel, migrationFeatures, config, maxRecordBytes, others);
    }
}
