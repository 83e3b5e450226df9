// SPDX-License-Identifier: Apache-2.0
package org.migstream.guest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.check.PciPlacement;
import org.migstream.guest.LikeStream.LikeDevice;
import org.migstream.pci.ConfigCompatibility;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.GuestBus;
import org.migstream.pci.GuestFunction;
import org.migstream.pci.HostComparison;
import org.migstream.pci.HostFunction;
import org.migstream.pci.HostFunction.Use;
import org.migstream.pci.MsixCapability;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciSlot;
import org.migstream.profile.MsixSource;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;

/**
 * Builds the configuration of one device that a QEMU would have saved.
 *
 * <pre>
 *                                        just reset     kept by the device    used by a running QEMU
 *   registers that QEMU reads at start   device         device                device; volatile ones: --like
 *   registers that the guest writes      --like, or 0   device                device
 *   MSI-X table                          --like, or 0   device                --qmp, or --like
 * </pre>
 */
public final class ConfigurationBuilder {
    private static final int MULTI_FUNCTION = 0x80;
    private static final int HEADER_TYPE = 0x0e;

    private final HostFunction opened;
    private final String idstr;
    private final String machineType;
    private final @Nullable PciSlot slot;
    private final @Nullable String likeName;
    private final @Nullable LikeDevice like;
    private final List<String> doubts = new ArrayList<>();

    /**
     * @param opened the device when it was opened
     * @param idstr the idstr of the device
     * @param machineType the machine type of the stream
     * @param slot the kind of slot that the user has named; null if there is none
     * @param likeStream the stream of the QEMU that will load the save, which has the device; null if there is none
     */
    public ConfigurationBuilder(
            HostFunction opened,
            String idstr,
            String machineType,
            @Nullable PciSlot slot,
            @Nullable LikeStream likeStream) {
        this.opened = opened;
        this.idstr = idstr;
        this.machineType = machineType;
        this.slot = slot;
        likeName = likeStream == null ? null : likeStream.name();
        like = likeStream == null ? null : likeStream.find(idstr).orElseThrow();
    }

    /** The slot of the device is not known well enough, or the stream of --like is of another device. */
    public static final class ConfigurationException extends IOException {
        private static final long serialVersionUID = 1;

        ConfigurationException(String message) {
            super(message);
        }
    }

    /** Checks that the slot is known as far as it makes a difference, and that the stream of --like is of such a device. */
    public void requireBuildable() throws ConfigurationException {
        if (like != null && !like.configSpace().id().equals(opened.configSpace().id())) {
            throw new ConfigurationException("--like " + likeName + ": its device " + idstr + " has the PCI id "
                    + like.configSpace().id() + ", but the device to save has "
                    + opened.configSpace().id());
        }
        selectBus(opened);
    }

    /**
     * Builds the configuration.
     *
     * @param stopped the configuration after the device was stopped
     */
    public SavedConfiguration build(DeviceConfiguration stopped) throws ConfigurationException {
        Use use = opened.use();
        HostFunction shown = use == Use.RESET ? opened : stopped.function();
        GuestBus bus = selectBus(shown);
        GuestFunction function = show(shown, bus);
        if (use != Use.RESET) {
            function = function.withGuestRegisters(stopped.configSpace(), "the guest has written it");
        } else if (like != null) {
            function = function.withGuestRegisters(like.configSpace(), "the guest has written it, see " + likeName);
        }
        if (use == Use.RUNNING) {
            function = withStartValues(function);
        }
        ConfigSpace space = function.configSpace();
        MsixChoice msix = chooseTable(stopped, space);
        if (like != null) {
            addRefusals(space, like);
        }
        return new SavedConfiguration(
                space,
                msix.table(),
                slotOn(bus),
                function.replacedRegisters(),
                msix.source(),
                msix.missingInterrupts(),
                doubts);
    }

    private GuestFunction show(HostFunction function, GuestBus bus) {
        boolean multiFunction = like != null && (like.configSpace().u8(HEADER_TYPE) & MULTI_FUNCTION) != 0;
        return GuestFunction.of(function, bus, machineType, multiFunction);
    }

    /** Returns one of the possible buses; QEMU shows the same configuration space on each of them. */
    private GuestBus selectBus(HostFunction function) throws ConfigurationException {
        Map<Object, GuestBus> bySpace = new LinkedHashMap<>();
        for (GuestBus bus : placement().buses()) {
            if (like == null || slot != null || isLoadedBy(like, function, bus)) {
                bySpace.putIfAbsent(show(function, bus).configSpace().bytes(), bus);
            }
        }
        if (bySpace.isEmpty()) {
            bySpace.put("", placement().buses().iterator().next());
        }
        if (bySpace.size() > 1) {
            throw new ConfigurationException("the guest sees " + idstr + " differently "
                    + String.join(
                            " and ",
                            bySpace.values().stream().map(GuestBus::description).toList())
                    + ": name the kind of its slot (--slot), or give a stream of the QEMU that will load it (--like)");
        }
        return bySpace.values().iterator().next();
    }

    private boolean isLoadedBy(LikeDevice expected, HostFunction function, GuestBus bus) {
        return new HostComparison(machineType, List.of(bus))
                .compare(expected.configSpace(), function).stream()
                        .noneMatch(reason -> reason.finding().severity() == Severity.ERROR);
    }

    private PciPlacement placement() {
        if (slot != null) {
            return PciPlacement.of(slot, machineType);
        }
        return like == null ? PciPlacement.ofIdstr(idstr, machineType) : like.placement();
    }

    private @Nullable PciSlot slotOn(GuestBus bus) {
        if (slot != null) {
            return slot;
        }
        return placement().buses().size() > 1
                ? null
                : PciSlot.on(bus, PciPlacement.isOnRootBus(idstr).orElse(false));
    }

    /** Gives volatile registers the values that QEMU read at its start, as far as a stream of it has them. */
    private GuestFunction withStartValues(GuestFunction function) {
        if (like != null) {
            return function.withVolatileRegisters(
                    like.configSpace(), "QEMU saves the value that it read at its start, see " + likeName);
        }
        List<String> names = function.volatileRegisters();
        if (!names.isEmpty()) {
            doubts.add(idstr
                    + ": QEMU saves the values that these registers had at its start, and they may have changed"
                    + " since then: " + String.join(", ", names) + "; if they have, QEMU refuses the stream (Bad config"
                    + " data); give an earlier stream of this QEMU with --like");
        }
        return function;
    }

    /** Adds what the QEMU of the other stream would refuse. */
    private void addRefusals(ConfigSpace space, LikeDevice expected) {
        ConfigCompatibility.compare(
                        space, expected.configSpace(), expected.placement().comparedParts())
                .stream()
                .map(Reason::finding)
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(finding -> idstr + ": the QEMU of " + likeName + " refuses this state: " + finding.message())
                .forEach(doubts::add);
    }

    /** A table, where it is from, and why the guest gets no interrupts with it; null if nothing speaks against it. */
    private record MsixChoice(
            MsixTable table, MsixSource source, @Nullable String missingInterrupts) {}

    private MsixChoice chooseTable(DeviceConfiguration stopped, ConfigSpace space) {
        Optional<MsixCapability> msix = MsixCapability.find(space);
        if (msix.isEmpty()) {
            return new MsixChoice(stopped.msixTable(), MsixSource.NONE, null);
        }
        if (stopped.vectorsRead()) {
            return new MsixChoice(stopped.msixTable(), MsixSource.DEVICE, null);
        }
        if (like != null && like.msixTable().entryCount() == msix.get().vectorCount()) {
            if (stopped.function().use() != Use.RESET) {
                doubts.add(idstr + ": the MSI-X table is that of " + likeName
                        + "; if the guest has changed it since then, the guest misses interrupts");
            }
            return new MsixChoice(like.msixTable(), MsixSource.STREAM, null);
        }
        if (stopped.function().use() == Use.RESET) {
            return new MsixChoice(stopped.msixTable(), MsixSource.RESET, null);
        }
        return new MsixChoice(
                stopped.msixTable(), MsixSource.UNKNOWN, msix.get().enabled() ? lostTable() : null);
    }

    private String lostTable() {
        return "the MSI-X table of the guest is not saved, because only QEMU knows it: a guest that loads this stream gets"
                + " no interrupts from " + idstr
                + " until its driver sets them up again; give a stream of this QEMU with"
                + " --like";
    }
}
