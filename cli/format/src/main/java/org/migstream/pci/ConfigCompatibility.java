// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.migstream.spi.Finding;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/**
 * A saved configuration space beside that of the device that shall load it, both as QEMU shows them to a guest. What
 * QEMU refuses is an ERROR; what it does not notice, although the guest will, a WARNING; what need not agree is INFO.
 *
 * <p>The first refused byte has QEMU's own message in its finding, for that is what people search for. Offsets are those
 * in configuration space. Of very many differences only the first are told.
 */
public final class ConfigCompatibility {
    private static final int MAX_REPORTED_MISMATCHES = 32;
    private static final String MISMATCH_CODE = "pci.config-mismatch";

    private final ConfigSpace saved;
    private final ConfigSpace target;
    private final PciConfiguration savedConfiguration;
    private final PciConfiguration targetConfiguration;
    private final ConfigCheckMask checkMask;
    private final ConfigRegisterMap registers;
    private final List<Reason> reasons = new ArrayList<>();
    private int mismatchCount;

    private ConfigCompatibility(ConfigSpace saved, ConfigSpace target) {
        this.saved = saved;
        this.target = target;
        savedConfiguration = decode(saved);
        targetConfiguration = decode(target);
        checkMask = ConfigCheckMask.of(
                target, targetConfiguration.capabilities(), targetConfiguration.extendedCapabilities());
        registers = new ConfigRegisterMap(
                target, targetConfiguration.capabilities(), targetConfiguration.extendedCapabilities());
    }

    private static PciConfiguration decode(ConfigSpace space) {
        return PciConfiguration.decode(space, List.of(), MsixTable.EMPTY);
    }

    /** All differences that matter: first those that QEMU refuses, in the order of their offsets, then the others. */
    public static List<Reason> compare(ConfigSpace saved, ConfigSpace target) {
        ConfigCompatibility comparison = new ConfigCompatibility(saved, target);
        if (saved.id().equals(target.id())) {
            comparison.compareCheckedBits(Math.min(saved.size(), target.size()));
            comparison.compareSizes();
            comparison.compareUncheckedRegisters();
        } else {
            // Of another device, nothing but the ids is of interest.
            comparison.compareCheckedBits(PciRegs.COMMAND);
        }
        return List.copyOf(comparison.reasons);
    }

    private void compareCheckedBits(int end) {
        for (int at = 0; at < end; at++) {
            if (((saved.u8(at) ^ target.u8(at)) & checkMask.checkedBits(at)) != 0) {
                ConfigRegister register = registers.registerAt(at);
                addMismatch(register, at);
                at = Math.max(at + 1, register.nextOffset(saved, target)) - 1;
            }
        }
        if (mismatchCount > MAX_REPORTED_MISMATCHES) {
            addReason(
                    Severity.ERROR,
                    0,
                    MISMATCH_CODE,
                    mismatchCount - MAX_REPORTED_MISMATCHES + " more registers differ",
                    "",
                    "");
        }
    }

    private void addMismatch(ConfigRegister register, int at) {
        if (++mismatchCount <= MAX_REPORTED_MISMATCHES) {
            String says = mismatchCount == 1
                    ? "; QEMU says: " + checkMask.qemuErrorMessage(at, saved.u8(at), target.u8(at))
                    : "";
            String one = register.formatted(saved);
            String other = register.formatted(target);
            addReason(
                    Severity.ERROR,
                    register.offset(),
                    MISMATCH_CODE,
                    "0x%02x %s: stream %s, target %s%s".formatted(register.offset(), register.name(), one, other, says),
                    one,
                    other);
        }
    }

    private void compareSizes() {
        if (saved.size() == target.size()) {
            return;
        }
        String says = "";
        if (saved.size() > target.size() && mismatchCount == 0) {
            // QEMU takes what follows for the state of INTA, a big-endian word.
            int word = Integer.reverseBytes((int) saved.u32(target.size()));
            says = word == 0 || word == 1 ? "" : "; QEMU says: irq state " + word + ": must be 0 or 1.";
        }
        addReason(
                Severity.ERROR,
                0,
                "pci.config-size",
                "configuration space: stream " + saved.size() + " bytes, target " + target.size()
                        + ": QEMU would lose its place" + says,
                Integer.toString(saved.size()),
                Integer.toString(target.size()));
    }

    private void compareUncheckedRegisters() {
        compareSubsystem("vendor id", savedConfiguration.subsystemVendorId(), targetConfiguration.subsystemVendorId());
        compareSubsystem("id", savedConfiguration.subsystemId(), targetConfiguration.subsystemId());
        savedConfiguration.bars().forEach(this::compareBar);
    }

    private void compareSubsystem(String what, OptionalInt there, OptionalInt here) {
        if (there.isPresent() && here.isPresent() && there.getAsInt() != here.getAsInt()) {
            String one = "0x%04x".formatted(there.getAsInt());
            String other = "0x%04x".formatted(here.getAsInt());
            addReason(
                    Severity.WARNING,
                    PciRegs.SUBSYSTEM_VENDOR_ID,
                    "pci.config-subsystem",
                    "subsystem " + what + ": stream " + one + ", target " + other
                            + ": another make of the device; QEMU does not notice, the guest's driver may",
                    one,
                    other);
        }
    }

    private void compareBar(Bar bar) {
        long there = saved.u32(bar.registerOffset());
        long here = target.u32(bar.registerOffset());
        String place = "0x%02x BAR %d: ".formatted(bar.registerOffset(), bar.index());
        if (here == 0 && (there & bar.typeMask()) != 0) {
            addReason(
                    Severity.ERROR,
                    bar.registerOffset(),
                    "pci.config-bar-missing",
                    place + "stream " + Bar.describeType(there) + ", target " + Bar.describeType(here)
                            + ": if it has none, QEMU does not notice, but the guest's driver will",
                    Bar.describeType(there),
                    Bar.describeType(here));
        }
        for (Bar other : targetConfiguration.bars()) {
            if (other.index() == bar.index() && other.address() != 0 && other.address() != bar.address()) {
                String one = "0x" + Long.toHexString(bar.address());
                String two = "0x" + Long.toHexString(other.address());
                addReason(
                        Severity.INFO,
                        bar.registerOffset(),
                        "pci.config-bar-moved",
                        place + "stream at " + one + ", target at " + two
                                + ": it moves to where the guest has it; whether both are equally large is not told",
                        one,
                        two);
            }
        }
    }

    private void addReason(Severity severity, int offset, String code, String message, String there, String here) {
        reasons.add(new Reason(Finding.at(offset, severity, code, message), nonEmpty(there), nonEmpty(here)));
    }

    private static Optional<String> nonEmpty(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
