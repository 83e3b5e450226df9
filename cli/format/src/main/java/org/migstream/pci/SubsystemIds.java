// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.OptionalInt;

/** Finds the subsystem ids. Each header layout has them at another offset. */
final class SubsystemIds {
    private static final int CARDBUS_VENDOR_ID = 0x42;
    private static final int CARDBUS_ID = 0x40;
    private static final int SSVID_VENDOR_ID = 4;
    private static final int SSVID_DEVICE_ID = 6;

    private SubsystemIds() {}

    /** Returns the subsystem vendor id; empty if the layout has none. */
    static OptionalInt vendorId(ConfigSpace space, List<Capability> capabilities) {
        return read(space, capabilities, PciRegs.SUBSYSTEM_VENDOR_ID, SSVID_VENDOR_ID, CARDBUS_VENDOR_ID);
    }

    /** Returns the subsystem id; empty if the layout has none. */
    static OptionalInt deviceId(ConfigSpace space, List<Capability> capabilities) {
        return read(space, capabilities, PciRegs.SUBSYSTEM_ID, SSVID_DEVICE_ID, CARDBUS_ID);
    }

    private static OptionalInt read(
            ConfigSpace space, List<Capability> capabilities, int normal, int inCapability, int cardbus) {
        return switch (HeaderType.of(space)) {
            case NORMAL -> OptionalInt.of(space.u16(normal));
            case CARDBUS -> OptionalInt.of(space.u16(cardbus));
            case BRIDGE ->
                capabilities.stream()
                        .filter(capability -> capability.id() == CapabilityId.SSVID.id())
                        .mapToInt(capability -> capability.offset() + inCapability)
                        .filter(offset -> space.contains(offset, 2))
                        .map(space::u16)
                        .findFirst();
            case UNKNOWN -> OptionalInt.empty();
        };
    }
}
