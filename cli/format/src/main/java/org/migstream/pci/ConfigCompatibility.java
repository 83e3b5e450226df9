// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.PciFindingCodes.PCI_CONFIG_BAR_MISSING;
import static org.migstream.pci.PciFindingCodes.PCI_CONFIG_BAR_MOVED;
import static org.migstream.pci.PciFindingCodes.PCI_CONFIG_BAR_SIZE;
import static org.migstream.pci.PciFindingCodes.PCI_CONFIG_MISMATCH;
import static org.migstream.pci.PciFindingCodes.PCI_CONFIG_SIZE;
import static org.migstream.pci.PciFindingCodes.PCI_CONFIG_SUBSYSTEM;
import static org.migstream.pci.PciFindingCodes.PCI_CONFIG_UNCERTAIN;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.migstream.pci.ConfigRegisterMap.ConfigRegister;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/**
 * Compares a saved configuration space with that of the target device, both as QEMU shows them to a guest. ERROR: QEMU
 * refuses to load the state. WARNING: QEMU loads the state, but the guest may notice the difference. INFO: the
 * difference is harmless or cannot be judged.
 *
 * <p>The finding of the first refused byte contains the message of QEMU, because users search for it. Offsets are
 * offsets in configuration space. Only the first 32 mismatches are listed; the others are counted.
 */
public final class ConfigCompatibility {
    private static final int MAX_REPORTED_MISMATCHES = 32;

    private final ConfigSpace saved;
    private final ConfigSpace target;
    private final PciConfiguration savedConfiguration;
    private final PciConfiguration targetConfiguration;
    private final ConfigCheckMask checkMask;
    private final ConfigRegisterMap registers;
    private final List<Reason> reasons = new ArrayList<>();
    private int mismatchCount;
    private int uncertainCount;

    private ConfigCompatibility(
            ConfigSpace saved, ConfigSpace target, PciConfiguration targetConfiguration, ConfigCheckMask checkMask) {
        this.saved = saved;
        this.target = target;
        this.targetConfiguration = targetConfiguration;
        this.checkMask = checkMask;
        savedConfiguration = PciConfiguration.read(saved);
        registers = ConfigRegisterMap.of(target);
    }

    /**
     * Returns all differences of a vfio-pci device that matter: first the mismatches that QEMU refuses, in offset order,
     * then the others.
     *
     * @param target the space of the target as QEMU shows it to a guest
     * @param parts which parts QEMU compares
     */
    public static List<Reason> compare(ConfigSpace saved, ConfigSpace target, ComparedParts parts) {
        PciConfiguration configuration = PciConfiguration.read(target);
        ConfigCheckMask mask =
                ConfigCheckMask.of(target, configuration.capabilities(), configuration.extendedCapabilities(), parts);
        return new ConfigCompatibility(saved, target, configuration, mask).compareDevice();
    }

    /** Returns all differences to a function of the host that matter when its QEMU loads the state. */
    static List<Reason> compare(ConfigSpace saved, GuestFunction target) {
        ConfigSpace space = target.configSpace();
        ConfigCompatibility comparison =
                new ConfigCompatibility(saved, space, PciConfiguration.read(space), target.mask());
        comparison.compareDevice();
        if (!target.hasBarSizes()
                && comparison.savedConfiguration.bars().stream().anyMatch(bar -> bar.address() != 0)) {
            comparison.addReason(
                    Severity.INFO,
                    PciRegs.BASE_ADDRESS_0,
                    PCI_CONFIG_BAR_SIZE,
                    "the sizes of the BARs were not compared: those of the target are not known",
                    "",
                    "");
        }
        return List.copyOf(comparison.reasons);
    }

    private List<Reason> compareDevice() {
        if (compareRegisters()) {
            compareUncheckedRegisters();
        }
        return List.copyOf(reasons);
    }

    /** Returns all differences of a device that QEMU emulates, as far as they decide whether QEMU loads the state. */
    public static List<Reason> compareEmulated(ConfigSpace saved, ConfigSpace target) {
        PciConfiguration configuration = PciConfiguration.read(target);
        ConfigCheckMask mask =
                EmulatedCheckMask.of(target, configuration.capabilities(), configuration.extendedCapabilities());
        ConfigCompatibility comparison = new ConfigCompatibility(saved, target, configuration, mask);
        comparison.compareRegisters();
        return List.copyOf(comparison.reasons);
    }

    /** Compares ids, registers and sizes. Returns whether both are the same device; otherwise compares only the ids. */
    private boolean compareRegisters() {
        if (!saved.id().equals(target.id())) {
            compareCheckedBits(PciRegs.COMMAND);
            return false;
        }
        compareCheckedBits(Math.min(saved.size(), target.size()));
        compareSizes();
        return true;
    }

    private void compareCheckedBits(int end) {
        int lastUncertain = -1;
        for (int at = 0; at < end; at++) {
            int difference = saved.u8(at) ^ target.u8(at);
            if ((difference & checkMask.checkedBits(at)) != 0) {
                ConfigRegister register = registers.registerAt(at);
                addMismatch(register, at);
                at = Math.max(at + 1, register.nextOffset(saved, target)) - 1;
            } else if ((difference & checkMask.uncertainBits(at)) != 0) {
                ConfigRegister register = registers.registerAt(at);
                if (register.offset() != lastUncertain) {
                    addUncertain(register, at);
                    lastUncertain = register.offset();
                }
            }
        }
        int more = mismatchCount - MAX_REPORTED_MISMATCHES;
        if (more > 0) {
            String message = more + (more == 1 ? " more register differs" : " more registers differ");
            addReason(Severity.ERROR, 0, PCI_CONFIG_MISMATCH, message, "", "");
        }
    }

    private void addMismatch(ConfigRegister register, int at) {
        if (++mismatchCount <= MAX_REPORTED_MISMATCHES) {
            String qemuError = mismatchCount == 1
                    ? "; QEMU reports: " + checkMask.qemuErrorMessage(at, saved.u8(at), target.u8(at))
                    : "";
            String savedValue = register.formatted(saved);
            String targetValue = register.formatted(target);
            addReason(
                    Severity.ERROR,
                    register.offset(),
                    PCI_CONFIG_MISMATCH,
                    "0x%02x %s: stream %s, target %s%s"
                            .formatted(register.offset(), register.name(), savedValue, targetValue, qemuError),
                    savedValue,
                    targetValue);
        }
    }

    private void addUncertain(ConfigRegister register, int at) {
        if (++uncertainCount <= MAX_REPORTED_MISMATCHES) {
            String savedValue = register.formatted(saved);
            String targetValue = register.formatted(target);
            addReason(
                    Severity.WARNING,
                    register.offset(),
                    PCI_CONFIG_UNCERTAIN,
                    "0x%02x %s: stream %s, target %s: not every QEMU compares these bits; one that does reports: %s"
                            .formatted(
                                    register.offset(),
                                    register.name(),
                                    savedValue,
                                    targetValue,
                                    checkMask.qemuErrorMessage(at, saved.u8(at), target.u8(at))),
                    savedValue,
                    targetValue);
        }
    }

    private void compareSizes() {
        if (saved.size() == target.size()) {
            return;
        }
        String qemuError = "";
        if (saved.size() > target.size() && mismatchCount == 0) {
            // QEMU reads the next bytes as the state of INTA, a big-endian word.
            int word = Integer.reverseBytes((int) saved.u32(target.size()));
            qemuError = word == 0 || word == 1 ? "" : "; QEMU reports: irq state " + word + ": must be 0 or 1.";
        }
        addReason(
                Severity.ERROR,
                0,
                PCI_CONFIG_SIZE,
                "configuration space: stream " + saved.size() + " bytes, target " + target.size()
                        + ": QEMU would misread the rest of the stream" + qemuError,
                Integer.toString(saved.size()),
                Integer.toString(target.size()));
    }

    private void compareUncheckedRegisters() {
        compareSubsystem("vendor id", savedConfiguration.subsystemVendorId(), targetConfiguration.subsystemVendorId());
        compareSubsystem("id", savedConfiguration.subsystemId(), targetConfiguration.subsystemId());
        savedConfiguration.bars().forEach(this::compareBar);
    }

    private void compareSubsystem(String idName, OptionalInt savedId, OptionalInt targetId) {
        if (savedId.isPresent() && targetId.isPresent() && savedId.getAsInt() != targetId.getAsInt()) {
            String one = "0x%04x".formatted(savedId.getAsInt());
            String other = "0x%04x".formatted(targetId.getAsInt());
            addReason(
                    Severity.WARNING,
                    PciRegs.SUBSYSTEM_VENDOR_ID,
                    PCI_CONFIG_SUBSYSTEM,
                    "subsystem " + idName + ": stream " + one + ", target " + other
                            + ": another model of the device; QEMU does not compare it, but the driver in the guest may",
                    one,
                    other);
        }
    }

    private void compareBar(Bar bar) {
        long savedRegister = saved.u32(bar.registerOffset());
        long targetRegister = target.u32(bar.registerOffset());
        String prefix = "0x%02x BAR %d: ".formatted(bar.registerOffset(), bar.index());
        if (targetRegister == 0 && (savedRegister & bar.typeMask()) != 0) {
            addReason(
                    Severity.ERROR,
                    bar.registerOffset(),
                    PCI_CONFIG_BAR_MISSING,
                    prefix + "stream " + Bar.describeType(savedRegister) + ", target "
                            + Bar.describeType(targetRegister)
                            + ": QEMU does not compare this, but the driver in the guest needs the BAR",
                    Bar.describeType(savedRegister),
                    Bar.describeType(targetRegister));
        }
        for (Bar other : targetConfiguration.bars()) {
            if (other.index() == bar.index() && other.address() != 0 && other.address() != bar.address()) {
                String one = "0x" + Long.toHexString(bar.address());
                String two = "0x" + Long.toHexString(other.address());
                addReason(
                        Severity.INFO,
                        bar.registerOffset(),
                        PCI_CONFIG_BAR_MOVED,
                        prefix + "stream at " + one + ", target at " + two
                                + ": QEMU moves the BAR to the address in the stream; whether both BARs have the same size is unknown",
                        one,
                        two);
            }
        }
    }

    private void addReason(
            Severity severity, int offset, FindingCode code, String message, String savedValue, String targetValue) {
        reasons.add(
                new Reason(Finding.at(offset, severity, code, message), nonEmpty(savedValue), nonEmpty(targetValue)));
    }

    private static Optional<String> nonEmpty(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
