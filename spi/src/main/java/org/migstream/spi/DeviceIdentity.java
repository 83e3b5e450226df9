// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Optional;

/**
 * The PCI ids of the device that a state belongs to, as far as they are known. They come from the configuration space that
 * QEMU saves, or from a profile; only two drivers write an id into the state. Raw device data have none.
 *
 * <p>Immutable. It is not a record, so that it can grow without breaking plugins.
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
     * @param pci as at 0x00 and 0x02 of the configuration space
     */
    public static DeviceIdentity of(PciId pci) {
        return new DeviceIdentity(pci, null);
    }

    /** Returns a copy with the ids of the subsystem, as at 0x2c and 0x2e of the configuration space. */
    public DeviceIdentity withSubsystem(PciId ids) {
        return new DeviceIdentity(pci, ids);
    }

    /** Returns vendor and device id, as at 0x00 and 0x02 of the configuration space; empty if they are not known. */
    public Optional<PciId> pci() {
        return Optional.ofNullable(pci);
    }

    /**
     * Returns vendor and device id of the subsystem, which identify the make of the device. Empty if they are not known,
     * or if the header of the configuration space has no such fields, as that of a bridge.
     */
    public Optional<PciId> subsystem() {
        return Optional.ofNullable(subsystem);
    }

    @Override
    public String toString() {
        return pci == null ? "unknown" : pci.toString();
    }
}
