// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.Map;
import java.util.Optional;
import org.migstream.pci.CapabilityId;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.ExtendedCapabilityId;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.PciConfiguration.ExtendedCapability;
import org.migstream.pci.PortType;

/**
 * Recognizes the bytes of a configuration space that differ because the function has another kind of slot, or because
 * QEMU did not write the stream. QEMU makes these bytes itself, from the device and the bus: the type of the Express
 * capability ({@code vfio_setup_pcie_cap} in hw/vfio/pci.c, {@code pcie_endpoint_cap_init} in hw/pci/pcie.c) and the chain
 * of extended capabilities ({@code vfio_add_ext_cap} in hw/vfio/pci.c).
 */
final class SlotDifference {
    private static final int EXPRESS_FLAGS = 2;
    private static final int VERSION_MASK = 0x0f;
    private static final int CHAIN_START = ConfigSpace.CONVENTIONAL_SIZE;
    private static final int CHAIN_HEADER_SIZE = 4;

    private static final Map<PortType, String> SLOTS =
            Map.of(PortType.ENDPOINT, "behind a port", PortType.INTEGRATED_ENDPOINT, "on a PCI Express root bus");

    private static final String HIDDEN = "QEMU hides ARI and SR-IOV of a VFIO device in a PCI Express slot";
    private static final String OTHER_WRITER =
            "the stream was written for a slot on a conventional bus, or QEMU did not write it";

    private SlotDifference() {}

    /** Returns what the bytes in a message mean if they are in the registers that QEMU makes; the stream is not known. */
    static Optional<String> explain(int register, int value, int target) {
        if (register >= CHAIN_START && register < CHAIN_START + CHAIN_HEADER_SIZE) {
            return Optional.of(
                    "0x%x is the start of the chain of extended capabilities. %s: if this chain has one of them in"
                                    .formatted(CHAIN_START, HIDDEN)
                            + " the stream, " + OTHER_WRITER);
        }
        return register % CHAIN_HEADER_SIZE == EXPRESS_FLAGS
                ? explainTypes(value, target).map(text -> "if this is the type of an Express capability, " + text)
                : Optional.empty();
    }

    /** Returns what a byte that differs from the target means, with the configuration space in the stream. */
    static Optional<String> explain(ConfigSpace space, int register, int target) {
        PciConfiguration configuration = PciConfiguration.read(space);
        for (Capability capability : configuration.capabilities()) {
            if (capability.id() == CapabilityId.EXP.id() && register == capability.offset() + EXPRESS_FLAGS) {
                return explainTypes(space.u8(register), target);
            }
        }
        return configuration.extendedCapabilities().stream().anyMatch(capability -> isHeader(capability, register))
                ? explainChain(configuration)
                : Optional.empty();
    }

    private static boolean isHeader(ExtendedCapability capability, int register) {
        return register >= capability.offset() && register < capability.offset() + CHAIN_HEADER_SIZE;
    }

    private static Optional<String> explainTypes(int value, int target) {
        String saved = SLOTS.get(PortType.ofFlags(value));
        String other = SLOTS.get(PortType.ofFlags(target));
        boolean sameVersion = (value & VERSION_MASK) == (target & VERSION_MASK) && (value & VERSION_MASK) != 0;
        return !sameVersion || saved == null || other == null || saved.equals(other)
                ? Optional.empty()
                : Optional.of(
                        "the type in the stream is that of a function " + saved + ", and the target's function is "
                                + other
                                + ": use a slot of the same kind as the source. If the source had this slot, QEMU did not"
                                + " write the stream");
    }

    private static Optional<String> explainChain(PciConfiguration configuration) {
        return configuration.extendedCapabilities().stream()
                .filter(capability -> capability.id() == ExtendedCapabilityId.ARI.id()
                        || capability.id() == ExtendedCapabilityId.SRIOV.id())
                .findFirst()
                .map(capability -> "the chain of extended capabilities has %s at 0x%03x. %s: "
                                .formatted(capability.name(), capability.offset(), HIDDEN)
                        + OTHER_WRITER);
    }
}
