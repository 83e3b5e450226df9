// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A PCI function of the host as QEMU shows it to a guest. The two configuration spaces differ: QEMU emulates the registers
 * that depend on the bus of the guest, hides some capabilities, and keeps what the guest writes ({@code hw/vfio/pci.c},
 * 10.0 to 11.1). QEMU saves the configuration space that it shows, and compares its own with the saved one when it loads a
 * stream.
 *
 * <p>Not covered are the options that replace registers, such as {@code x-pci-device-id}, {@code romfile} and {@code
 * x-msix-relocation}, and the capabilities that QEMU adds for GPUDirect cliques and Intel VMD controllers. Immutable.
 */
public final class GuestFunction {
    private final HostFunction host;
    private final ConfigSpace space;
    private final ConfigCheckMask mask;
    private final Map<Integer, String> reasons;

    GuestFunction(HostFunction host, ConfigSpace space, ConfigCheckMask mask, Map<Integer, String> reasons) {
        this.host = host;
        this.space = space;
        this.mask = mask;
        this.reasons = reasons;
    }

    /**
     * Returns a function after a reset: it has no addresses, and decodes nothing.
     *
     * @param machineType the machine type of the guest; empty if it is not known
     * @param multiFunction whether the guest sees several functions in the slot ({@code multifunction=on})
     */
    public static GuestFunction of(HostFunction host, GuestBus bus, String machineType, boolean multiFunction) {
        return new GuestFunctionBuilder(host, bus, machineType).build(multiFunction);
    }

    /** Returns the configuration space that QEMU saves. */
    public ConfigSpace configSpace() {
        return space;
    }

    /** Returns whether the sizes of the BARs are known, so that QEMU's comparison of them is, too. */
    boolean hasBarSizes() {
        return host.regions() != null;
    }

    /** Returns the bits that QEMU compares. */
    ConfigCheckMask mask() {
        return mask;
    }

    /**
     * Returns the function with the registers that a guest has written: command, BARs, interrupt line, power state,
     * enabled MSI or MSI-X and the MSI message.
     *
     * @param source a configuration space of the same function that contains them
     * @param reason where they come from, for people
     */
    public GuestFunction withGuestRegisters(ConfigSpace source, String reason) {
        return withBits(source, reason, false);
    }

    /**
     * Returns the function with the registers that the hardware or the guest changes while QEMU keeps showing the values
     * that it read at its start, see {@link VolatileRegisters}.
     *
     * @param source a configuration space that the same QEMU has saved
     * @param reason where they come from, for people
     * @return empty if the capabilities in the source are at other places
     */
    public Optional<GuestFunction> withVolatileRegisters(ConfigSpace source, String reason) {
        return VolatileRegisters.haveSamePlaces(space, source)
                ? Optional.of(withBits(source, reason, true))
                : Optional.empty();
    }

    private GuestFunction withBits(ConfigSpace source, String reason, boolean volatileOnes) {
        ConfigDraft draft = new ConfigDraft(space);
        VolatileRegisters changing = VolatileRegisters.of(space);
        for (int at = 0; at < Math.min(space.size(), source.size()); at++) {
            int bits = volatileOnes ? changing.bits(at) & mask.comparedBits(at) : mask.guestWritableBits(at);
            draft.set(at, 1, space.u8(at) & ~bits | source.u8(at) & bits, reason);
        }
        Map<Integer, String> all = new TreeMap<>(reasons);
        all.putAll(draft.reasons());
        return new GuestFunction(host, draft.toSpace(), mask, Map.copyOf(all));
    }

    /**
     * Returns the names of the registers that QEMU compares and that may have changed since QEMU started, so that the value
     * which QEMU saves cannot be read from the device.
     */
    public List<String> volatileRegisters() {
        VolatileRegisters changing = VolatileRegisters.of(space);
        ConfigRegisterMap registers = ConfigRegisterMap.of(space);
        return IntStream.range(0, space.size())
                .filter(at -> (changing.bits(at) & mask.comparedBits(at)) != 0)
                .mapToObj(at -> registers.registerAt(at).name())
                .distinct()
                .toList();
    }

    /** Returns the registers whose value is not the one that the host shows, in offset order. */
    public List<ReplacedRegister> replacedRegisters() {
        return ConfigDifferences.between(host.configSpace(), space).stream()
                .map(difference -> new ReplacedRegister(
                        difference.offset(),
                        difference.name(),
                        difference.first(),
                        difference.second(),
                        reasonAt(difference.offset())))
                .toList();
    }

    private String reasonAt(int offset) {
        return IntStream.range(offset, offset + Integer.BYTES)
                .mapToObj(reasons::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    /**
     * A register that a guest sees with another value than the host.
     *
     * @param offset offset of its first byte in the configuration space
     * @param name name as in the PCI specifications
     * @param host value that the kernel shows, for people
     * @param guest value that QEMU shows, for people
     * @param reason why it is not the value of the host, for people
     */
    public record ReplacedRegister(int offset, String name, String host, String guest, String reason) {}
}
