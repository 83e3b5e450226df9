// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Optional;

/**
 * What is known about which device a state belongs to. No driver but two writes it into the state: it comes from the
 * configuration space that QEMU saves, or from a profile. Raw device data come without any.
 *
 * <p>Immutable. It is no record, so that more can become known of a device without breaking plugins.
 */
public final class DeviceIdentity {
    /** Nothing is known. */
    public static final DeviceIdentity UNKNOWN = new DeviceIdentity(null, null);

    private final PciId pci;
    private final PciId subsystem;

    private DeviceIdentity(PciId pci, PciId subsystem) {
        this.pci = pci;
        this.subsystem = subsystem;
    }

    /**
     * A device of which vendor and device id are known.
     *
     * @param pci as at 0x00 and 0x02 of the configuration space
     */
    public static DeviceIdentity of(PciId pci) {
        return new DeviceIdentity(pci, null);
    }

    /** The same, with the subsystem's ids, as at 0x2c and 0x2e of the configuration space. */
    public DeviceIdentity withSubsystem(PciId ids) {
        return new DeviceIdentity(pci, ids);
    }

    /** Vendor and device id, as at 0x00 and 0x02 of the configuration space; empty if they are not known. */
    public Optional<PciId> pci() {
        return Optional.ofNullable(pci);
    }

    /**
     * Vendor and device id of the subsystem: which make of the device. Empty if they are not known, or if the header of
     * its configuration space has no place for them, as that of a bridge.
     */
    public Optional<PciId> subsystem() {
        return Optional.ofNullable(subsystem);
    }

    @Override
    public String toString() {
        return pci == null ? "unknown" : pci.toString();
    }
}
