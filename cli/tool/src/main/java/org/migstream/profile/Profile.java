// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.pci.HostFunction;
import org.migstream.pci.PciSlot;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;

/**
 * Known properties of a device. A target profile describes the device that will load a state. A saved profile describes
 * the device whose state was saved.
 *
 * @param driver name of the decoder for the states of the driver; null if unknown
 * @param pci vendor and device id; null if unknown
 * @param kernel Linux release; null if unknown
 * @param migrationFeatures features of the driver, without the prefix {@code VFIO_MIGRATION_}; null if unknown
 * @param function the device as the kernel shows it; null if unknown
 * @param slot kind of the slot in which the guest sees the device; null if unknown
 * @param msixSource where the MSI-X table in the stream is from; null in the profile of a target
 * @param maxRecordBytes maximum bytes of state that the device accepts in one record; null if unlimited or unknown
 * @param facts other facts that decide about compatibility, under the keys of the vendor's plugin
 * @param missingFacts why the facts in the device's state are missing; null if they are not missing, or if the reason is
 *     unknown
 * @param kernelDriver the kernel's name of the driver, also of one without a decoder; null if unknown
 */
public record Profile(
        @Nullable String driver,
        @Nullable PciId pci,
        @Nullable String kernel,
        @Nullable List<String> migrationFeatures,
        @Nullable HostFunction function,
        @Nullable PciSlot slot,
        @Nullable MsixSource msixSource,
        @Nullable Long maxRecordBytes,
        Facts facts,
        @Nullable MissingFacts missingFacts,
        @Nullable String kernelDriver) {
    /** A profile of which nothing is known. */
    public static final Profile UNKNOWN =
            new Profile(null, null, null, null, null, null, null, null, Facts.NONE, null, null);

    /** Copies the list of features. */
    public Profile {
        migrationFeatures = migrationFeatures == null ? null : List.copyOf(migrationFeatures);
        Objects.requireNonNull(facts);
    }

    /** Returns the identity from {@code pci}. If it is unknown, returns the identity from the configuration space. */
    public DeviceIdentity identity() {
        if (pci != null) {
            return DeviceIdentity.of(pci);
        }
        return function == null
                ? DeviceIdentity.UNKNOWN
                : DeviceIdentity.of(function.configSpace().id());
    }

    /** Returns a copy with other facts. */
    public Profile withFacts(Facts others) {
        return new Profile(
                driver,
                pci,
                kernel,
                migrationFeatures,
                function,
                slot,
                msixSource,
                maxRecordBytes,
                others,
                missingFacts,
                kernelDriver);
    }

    /** Returns a copy with another kind of slot. */
    public Profile withSlot(@Nullable PciSlot other) {
        return withGuestView(other, msixSource);
    }

    /** Returns a copy with what a save knows about the guest of the device. */
    public Profile withGuestView(@Nullable PciSlot other, @Nullable MsixSource source) {
        return new Profile(
                driver,
                pci,
                kernel,
                migrationFeatures,
                function,
                other,
                source,
                maxRecordBytes,
                facts,
                missingFacts,
                kernelDriver);
    }

    /** Returns a copy with the reason why the facts in the device's state are missing. */
    public Profile withMissingFacts(MissingFacts reason) {
        return new Profile(
                driver,
                pci,
                kernel,
                migrationFeatures,
                function,
                slot,
                msixSource,
                maxRecordBytes,
                facts,
                reason,
                kernelDriver);
    }
}
