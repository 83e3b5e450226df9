// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Optional;

/**
 * The known PCI ids of a device. They come from the configuration space that QEMU saves, or from a profile. Only two
 * drivers write an id into the state, so the ids of raw device data are unknown.
 *
 * <p>Immutable. This class is not a record, so that later versions can add properties without breaking plugins.
 */
public final class DeviceIdentity {
    /** The identity without any id. */
    public static final DeviceIdentity UNKNOWN = new DeviceIdentity(null, null);

    private final PciId pci;
    private final PciId subsystem;

    private DeviceIdentity(PciId pci, PciId subsystem) {
        this.pci = pci;
        this.subsystem = subsystem;
    }

    /**
     * Returns an identity without subsystem ids.
     *
     * @param pci vendor and device id, at 0x00 and 0x02 of the configuration space
     */
    public static DeviceIdentity of(PciId pci) {
        return new DeviceIdentity(pci, null);
    }

    /** Returns a copy with the subsystem ids, which are at 0x2c and 0x2e of the configuration space of a device. */
    public DeviceIdentity withSubsystem(PciId ids) {
        return new DeviceIdentity(pci, ids);
    }

    /** Returns vendor and device id, at 0x00 and 0x02 of the configuration space; empty if they are unknown. */
    public Optional<PciId> pci() {
        return Optional.ofNullable(pci);
    }

    /**
     * Returns vendor and device id of the subsystem, which identify the card. Empty if they are unknown, or if the
     * header of the configuration space has no such fields, like the header of a bridge.
     */
    public Optional<PciId> subsystem() {
        return Optional.ofNullable(subsystem);
    }

    @Override
    public String toString() {
        return pci == null ? "unknown" : pci.toString();
    }
}
