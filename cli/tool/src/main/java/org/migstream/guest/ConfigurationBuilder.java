// SPDX-License-Identifier: Apache-2.0
package org.migstream.guest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.check.PciPlacement;
import org.migstream.guest.LikeStream.LikeDevice;
import org.migstream.pci.ComparedParts;
import org.migstream.pci.ConfigCompatibility;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.GuestBus;
import org.migstream.pci.GuestFunction;
import org.migstream.pci.HostComparison;
import org.migstream.pci.HostFunction;
import org.migstream.pci.HostFunction.Use;
import org.migstream.pci.MsixCapability;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciRegs;
import org.migstream.pci.PciSlot;
import org.migstream.profile.MsixSource;
import org.migstream.qemu.monitor.MonitorValue;
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
    private final HostFunction opened;
    private final String device;
    private final String idstr;
    private final String machineType;
    private final @Nullable PciSlot slot;
    private final @Nullable RunningGuest guest;
    private final @Nullable String likeName;
    private final @Nullable LikeDevice like;
    private final List<String> doubts = new ArrayList<>();
    private @Nullable GuestBus reportedBus;

    /**
     * @param opened the device when it was opened
     * @param device the name of the device, such as {@code vfio:0000:01:10.0@pid=7}
     * @param idstr the idstr of the device
     * @param machineType the machine type of the stream
     * @param slot the kind of slot that the user has named; null if there is none
     * @param likeStream the stream of the QEMU that will load the save, which has the device; null if there is none
     * @param guest the QEMU that runs the guest of the device; null if it is not known
     */
    public ConfigurationBuilder(
            HostFunction opened,
            String device,
            String idstr,
            String machineType,
            @Nullable PciSlot slot,
            @Nullable LikeStream likeStream,
            @Nullable RunningGuest guest) {
        this.opened = opened;
        this.device = device;
        this.idstr = idstr;
        this.machineType = machineType;
        this.slot = slot;
        this.guest = guest;
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
    public void requireBuildable() throws IOException {
        if (like != null && !like.configSpace().id().equals(opened.configSpace().id())) {
            throw new ConfigurationException("--like " + likeName + ": its device " + idstr + " has the PCI id "
                    + like.configSpace().id() + ", but the device to save has "
                    + opened.configSpace().id());
        }
        requireFittingGuest();
        selectBuses(opened);
    }

    private void requireFittingGuest() throws IOException {
        if (guest == null) {
            return;
        }
        reportedBus = guest.findBus(device, idstr, opened.configSpace()).orElse(null);
        if (reportedBus != null && slot != null && !placement().buses().contains(reportedBus)) {
            throw new ConfigurationException(
                    "--slot " + slot.label() + ": the QEMU of --qmp has " + idstr + " " + reportedBus.description());
        }
    }

    /** Returns the kind of slot of the device; null if it makes no difference and is not known. */
    public @Nullable PciSlot slot() throws ConfigurationException {
        return slotOn(selectBuses(opened));
    }

    /**
     * Builds the configuration.
     *
     * @param stopped the configuration after the device was stopped
     */
    public SavedConfiguration build(DeviceConfiguration stopped) throws ConfigurationException {
        Use use = opened.use();
        HostFunction shown = use == Use.RESET ? opened : stopped.function();
        List<GuestBus> buses = selectBuses(shown);
        GuestFunction function = show(shown, buses.get(0));
        if (use != Use.RESET) {
            function = function.withGuestRegisters(stopped.configSpace(), "the guest has written it");
        } else if (like != null) {
            function = function.withGuestRegisters(like.configSpace(), "the guest has written it, see " + likeName);
        }
        function = withStartValues(function);
        ConfigSpace space = function.configSpace();
        MsixChoice msix = chooseTable(stopped, space);
        if (like != null) {
            addRefusals(space, like, buses);
        }
        return new SavedConfiguration(
                space,
                msix.table(),
                slotOn(buses),
                function.replacedRegisters(),
                msix.source(),
                msix.missingInterrupts(),
                doubts);
    }

    private GuestFunction show(HostFunction function, GuestBus bus) {
        boolean multiFunction =
                like != null && (like.configSpace().u8(PciRegs.HEADER_TYPE) & PciRegs.HEADER_TYPE_MULTI_FUNCTION) != 0;
        return GuestFunction.of(function, bus, machineType, multiFunction);
    }

    /** Returns the possible buses; QEMU shows the same configuration space on each of them. */
    private List<GuestBus> selectBuses(HostFunction function) throws ConfigurationException {
        List<GuestBus> possible = placement().buses().stream()
                .filter(bus -> like == null || slot != null || isLoadedBy(like, function, bus))
                .toList();
        if (possible.isEmpty()) {
            // The QEMU of the stream refuses this device on each bus; then the stream does not show the bus.
            possible = List.copyOf(placement().buses());
        }
        List<GuestBus> different = new ArrayList<>();
        Set<ByteBuffer> spaces = new HashSet<>();
        for (GuestBus bus : possible) {
            if (spaces.add(show(function, bus).configSpace().bytes())) {
                different.add(bus);
            }
        }
        if (different.size() > 1) {
            throw new ConfigurationException("the guest sees " + idstr + " differently "
                    + different.stream().map(GuestBus::description).collect(Collectors.joining(" and "))
                    + ": " + slotAdvice());
        }
        return possible;
    }

    private String slotAdvice() {
        if (slot != null) {
            return "name a machine type whose root bus is known (--machine)";
        }
        String nameKind = "name the kind of its slot (--slot)";
        return like == null
                ? nameKind + ", or give a stream of the QEMU that will load it (--like)"
                : "the stream of --like does not show where it is; " + nameKind;
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
        if (like != null) {
            return like.placement();
        }
        if (reportedBus != null) {
            return new PciPlacement(EnumSet.of(reportedBus), machineType);
        }
        return PciPlacement.ofIdstr(idstr, machineType);
    }

    private @Nullable PciSlot slotOn(List<GuestBus> buses) {
        if (slot != null || buses.size() > 1) {
            return slot;
        }
        return PciSlot.on(buses.get(0), PciPlacement.isOnRootBus(idstr).orElse(false));
    }

    /** Gives volatile registers the values that QEMU read at its start, as far as a stream of it has them. */
    private GuestFunction withStartValues(GuestFunction function) {
        if (like != null) {
            Optional<GuestFunction> known = function.withVolatileRegisters(
                    like.configSpace(), "QEMU saves the value that it read at its start, see " + likeName);
            if (known.isPresent()) {
                return known.get();
            }
        }
        List<String> names = opened.use() == Use.RUNNING ? function.volatileRegisters() : List.of();
        if (!names.isEmpty()) {
            doubts.add(idstr
                    + ": QEMU saves the values that these registers had at its start, and they may have changed"
                    + " since then: " + String.join(", ", names) + "; if they have, QEMU refuses the stream (Bad config"
                    + " data); give an earlier stream of this QEMU with --like");
        }
        return function;
    }

    /** Adds what the QEMU of the other stream would refuse. */
    private void addRefusals(ConfigSpace space, LikeDevice expected, List<GuestBus> buses) {
        ConfigCompatibility.compare(space, expected.configSpace(), ComparedParts.of(buses, machineType)).stream()
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
        String reason = "";
        if (guest != null) {
            try {
                MonitorValue<MsixTable> table = guest.readMsixTable(device, idstr, stopped.configSpace(), msix.get());
                if (table.value().isPresent()) {
                    return new MsixChoice(table.value().get(), MsixSource.MONITOR, null);
                }
                reason = table.reason().map(" (%s)"::formatted).orElse("");
            } catch (IOException e) {
                // The data of the device are already read; they are useful without the table.
                reason = " (" + e.getMessage() + ")";
            }
        }
        if (like != null && isUsable(like.msixTable(), msix.get())) {
            if (opened.use() != Use.RESET) {
                doubts.add(idstr + ": the MSI-X table is that of " + likeName
                        + "; if the guest has changed it since then, the guest misses interrupts");
            }
            return new MsixChoice(like.msixTable(), MsixSource.STREAM, null);
        }
        MsixSource source = opened.use() == Use.RESET ? MsixSource.RESET : MsixSource.UNKNOWN;
        return new MsixChoice(stopped.msixTable(), source, msix.get().enabled() ? lostTable(reason) : null);
    }

    /** Returns whether a table can be the one that the guest uses. */
    private static boolean isUsable(MsixTable table, MsixCapability msix) {
        return table.entryCount() == msix.vectorCount()
                && (!msix.enabled() || table.summary().programmed() > 0);
    }

    private String lostTable(String reason) {
        return "the MSI-X table of the guest is not saved, because only QEMU has it" + reason
                + "; a guest that loads this"
                + " stream gets no interrupts from " + idstr
                + " until its driver sets them up again; give the monitor of"
                + " this QEMU with --qmp, or an earlier stream of it with --like";
    }
}
