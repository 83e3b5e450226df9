// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.pci.PciConfiguration.Capability;

/**
 * Registers of the MSI capability (PCI Local Bus Specification 3.0, section 6.8.1).
 *
 * @param offset start of the capability, in bytes from the start of configuration space
 * @param enabled whether the device sends interrupts as MSI
 * @param vectorsEnabled number of messages that software granted, a power of two up to 128 (above 32 is reserved)
 * @param vectorsCapable number of messages that the device requests, with the same range
 * @param has64BitAddress whether the address has 64 bits
 * @param address message address, unsigned
 * @param data message data, 16 bits
 * @param maskBits mask bits, one for each message; empty without per-vector masking
 * @param pendingBits pending bits, one for each message; empty without per-vector masking
 */
public record MsiCapability(
        int offset,
        boolean enabled,
        int vectorsEnabled,
        int vectorsCapable,
        boolean has64BitAddress,
        long address,
        int data,
        OptionalLong maskBits,
        OptionalLong pendingBits) {
    static final int ENABLE = 1;
    static final int VECTORS_ENABLED_MASK = 7 << 4;
    /** The requested messages, the width of the address, and whether single messages can be masked. */
    static final int LAYOUT_MASK = 7 << 1 | 1 << 7 | 1 << 8;
    /** Number of mask bits. */
    static final int MAX_VECTORS = 32;

    private static final int MESSAGE_CONTROL = 2;
    private static final int ADDRESS = 4;

    /** Returns the first MSI capability of a list, which is the one that QEMU uses. */
    static Optional<MsiCapability> find(List<Capability> capabilities, ConfigSpace space) {
        for (Capability capability : capabilities) {
            if (capability.id() == CapabilityId.MSI.id() && isComplete(space, capability.offset())) {
                return Optional.of(read(space, capability.offset()));
            }
        }
        return Optional.empty();
    }

    /** Returns whether an MSI capability at this offset is inside the space, with its optional registers. */
    public static boolean isComplete(ConfigSpace space, int offset) {
        return space.contains(offset, MESSAGE_CONTROL + 2)
                && space.contains(offset, size(space.u16(offset + MESSAGE_CONTROL)));
    }

    /** Reads the capability at an offset where it {@link #isComplete}. */
    public static MsiCapability read(ConfigSpace space, int offset) {
        int control = space.u16(offset + MESSAGE_CONTROL);
        boolean wide = has64BitAddress(control);
        int data = offset + ADDRESS + (wide ? 8 : 4);
        return new MsiCapability(
                offset,
                (control & ENABLE) != 0,
                vectorsEnabled(control),
                vectorsCapable(control),
                wide,
                wide ? space.u64(offset + ADDRESS) : space.u32(offset + ADDRESS),
                space.u16(data),
                maskable(control) ? OptionalLong.of(space.u32(data + 4)) : OptionalLong.empty(),
                maskable(control) ? OptionalLong.of(space.u32(data + 8)) : OptionalLong.empty());
    }

    /** Returns the number of enabled messages from the message control register. */
    public static int vectorsEnabled(int control) {
        return 1 << (control >> 4 & 7);
    }

    /** Returns the number of requested messages from the message control register. */
    public static int vectorsCapable(int control) {
        return 1 << (control >> 1 & 7);
    }

    /** Returns the size of the capability in bytes. */
    static int size(int control) {
        return ADDRESS + (has64BitAddress(control) ? 8 : 4) + (maskable(control) ? 12 : 2);
    }

    private static boolean has64BitAddress(int control) {
        return (control & 1 << 7) != 0;
    }

    private static boolean maskable(int control) {
        return (control & 1 << 8) != 0;
    }
}
