// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.PciFindingCodes.PCI_CONFIG_SLOT;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.migstream.spi.Finding;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/**
 * Compares a saved configuration space with a function of the host. QEMU compares it with the space that it would show to
 * the guest, which depends on the bus of the guest. If the bus is not known and the answers differ, the answer is not known.
 */
public final class HostComparison {
    private final String machineType;
    private final Collection<GuestBus> buses;

    /**
     * @param machineType the machine type of the guest; empty if it is not known
     * @param buses the kinds of bus that the function may be on; at least one
     */
    public HostComparison(String machineType, Collection<GuestBus> buses) {
        this.machineType = machineType;
        this.buses = buses;
    }

    /** Returns the differences to a space that QEMU has saved. */
    public List<Reason> compare(ConfigSpace saved, HostFunction target) {
        Map<GuestBus, List<Reason>> answers = new EnumMap<>(GuestBus.class);
        for (GuestBus bus : buses) {
            answers.put(bus, ConfigCompatibility.compare(saved, show(target, bus, saved)));
        }
        return combine(answers);
    }

    /** Returns the differences between two functions of hosts. */
    public List<Reason> compare(HostFunction saved, HostFunction target) {
        Map<GuestBus, List<Reason>> answers = new EnumMap<>(GuestBus.class);
        // What a running guest has written to the saved function is not what its QEMU saves.
        HostFunction.Use use = saved.use() == HostFunction.Use.RUNNING ? saved.use() : target.use();
        HostFunction compared = new HostFunction(target.configSpace(), target.regions(), use);
        for (GuestBus bus : buses) {
            ConfigSpace shown = show(saved, bus, target.configSpace()).configSpace();
            answers.put(bus, ConfigCompatibility.compare(shown, show(compared, bus, target.configSpace())));
        }
        return combine(answers);
    }

    /** Returns the function as QEMU shows it with the same multi-function bit as another one. */
    private GuestFunction show(HostFunction function, GuestBus bus, ConfigSpace other) {
        boolean multiFunction = (other.u8(PciRegs.HEADER_TYPE) & PciRegs.HEADER_TYPE_MULTI_FUNCTION) != 0;
        return GuestFunction.of(function, bus, machineType, multiFunction);
    }

    private static List<Reason> combine(Map<GuestBus, List<Reason>> answers) {
        List<GuestBus> loading = answers.entrySet().stream()
                .filter(answer -> answer.getValue().stream().noneMatch(HostComparison::isError))
                .map(Map.Entry::getKey)
                .toList();
        Comparator<List<Reason>> byLength = Comparator.comparingInt(List::size);
        if (loading.isEmpty()) {
            // The answer with the fewest reasons is that of the most likely bus.
            return answers.values().stream().min(byLength).orElseThrow();
        }
        if (loading.size() == answers.size()) {
            // The answers differ only in what is uncertain.
            return answers.values().stream().max(byLength).orElseThrow();
        }
        Reason refusal = answers.values().stream()
                .flatMap(List::stream)
                .filter(HostComparison::isError)
                .findFirst()
                .orElseThrow();
        String names = loading.stream().map(GuestBus::description).collect(Collectors.joining(" or "));
        return List.of(new Reason(
                Finding.at(
                        refusal.finding().offset().orElse(0),
                        Severity.WARNING,
                        PCI_CONFIG_SLOT,
                        "whether QEMU loads the configuration space depends on the slot of the device, which is not"
                                + " known (--slot): it does " + names + "; elsewhere: "
                                + refusal.finding().message()),
                Optional.empty(),
                Optional.empty()));
    }

    private static boolean isError(Reason reason) {
        return reason.finding().severity() == Severity.ERROR;
    }
}
