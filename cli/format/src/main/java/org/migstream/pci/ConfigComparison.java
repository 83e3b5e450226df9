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
public final class ConfigComparison {
    private static final int MOST = 32;
    private static final String REFUSED = "pci.config-mismatch";

    private final ConfigSpace saved;
    private final ConfigSpace target;
    private final PciConfiguration savedConfiguration;
    private final PciConfiguration targetConfiguration;
    private final ConfigMask mask;
    private final ConfigRegisters registers;
    private final List<Reason> reasons = new ArrayList<>();
    private int mismatches;

    private ConfigComparison(ConfigSpace saved, ConfigSpace target) {
        this.saved = saved;
        this.target = target;
        savedConfiguration = decode(saved);
        targetConfiguration = decode(target);
        mask = ConfigMask.of(target, targetConfiguration.capabilities(), targetConfiguration.extendedCapabilities());
        registers = new ConfigRegisters(
                target, targetConfiguration.capabilities(), targetConfiguration.extendedCapabilities());
    }

    private static PciConfiguration decode(ConfigSpace space) {
        return PciConfiguration.decode(space, List.of(), MsixTable.EMPTY);
    }

    /** All differences that matter: first those that QEMU refuses, in the order of their offsets, then the others. */
    public static List<Reason> compare(ConfigSpace saved, ConfigSpace target) {
        ConfigComparison comparison = new ConfigComparison(saved, target);
        if (saved.id().equals(target.id())) {
            comparison.refused(Math.min(saved.size(), target.size()));
            comparison.size();
            comparison.unnoticed();
        } else {
            // Of another device, nothing but the ids is of interest.
            comparison.refused(PciRegs.COMMAND);
        }
        return List.copyOf(comparison.reasons);
    }

    private void refused(int end) {
        for (int at = 0; at < end; at++) {
            if (((saved.u8(at) ^ target.u8(at)) & mask.demanded(at)) != 0) {
                ConfigRegister register = registers.at(at);
                mismatch(register, at);
                at = Math.max(at + 1, register.next(saved, target)) - 1;
            }
        }
        if (mismatches > MOST) {
            add(Severity.ERROR, 0, REFUSED, mismatches - MOST + " more registers differ", "", "");
        }
    }

    private void mismatch(ConfigRegister register, int at) {
        if (++mismatches <= MOST) {
            String says = mismatches == 1 ? "; QEMU says: " + mask.complaint(at, saved.u8(at), target.u8(at)) : "";
            String one = register.shown(saved);
            String other = register.shown(target);
            add(
                    Severity.ERROR,
                    register.offset(),
                    REFUSED,
                    "0x%02x %s: stream %s, target %s%s".formatted(register.offset(), register.name(), one, other, says),
                    one,
                    other);
        }
    }

    private void size() {
        if (saved.size() == target.size()) {
            return;
        }
        String says = "";
        if (saved.size() > target.size() && mismatches == 0) {
            // QEMU takes what follows for the state of INTA, a big-endian word.
            int word = Integer.reverseBytes((int) saved.u32(target.size()));
            says = word == 0 || word == 1 ? "" : "; QEMU says: irq state " + word + ": must be 0 or 1.";
        }
        add(
                Severity.ERROR,
                0,
                "pci.config-size",
                "configuration space: stream " + saved.size() + " bytes, target " + target.size()
                        + ": QEMU would lose its place" + says,
                Integer.toString(saved.size()),
                Integer.toString(target.size()));
    }

    private void unnoticed() {
        subsystem("vendor id", savedConfiguration.subsystemVendorId(), targetConfiguration.subsystemVendorId());
        subsystem("id", savedConfiguration.subsystemId(), targetConfiguration.subsystemId());
        savedConfiguration.bars().forEach(this::bar);
    }

    private void subsystem(String what, OptionalInt there, OptionalInt here) {
        if (there.isPresent() && here.isPresent() && there.getAsInt() != here.getAsInt()) {
            String one = "0x%04x".formatted(there.getAsInt());
            String other = "0x%04x".formatted(here.getAsInt());
            add(
                    Severity.WARNING,
                    PciRegs.SUBSYSTEM_VENDOR_ID,
                    "pci.config-subsystem",
                    "subsystem " + what + ": stream " + one + ", target " + other
                            + ": another make of the device; QEMU does not notice, the guest's driver may",
                    one,
                    other);
        }
    }

    private void bar(Bar bar) {
        long there = saved.u32(bar.register());
        long here = target.u32(bar.register());
        String place = "0x%02x BAR %d: ".formatted(bar.register(), bar.index());
        if (here == 0 && (there & bar.typeBits()) != 0) {
            add(
                    Severity.ERROR,
                    bar.register(),
                    "pci.config-bar-missing",
                    place + "stream " + Bar.type(there) + ", target " + Bar.type(here)
                            + ": if it has none, QEMU does not notice, but the guest's driver will",
                    Bar.type(there),
                    Bar.type(here));
        }
        for (Bar other : targetConfiguration.bars()) {
            if (other.index() == bar.index() && other.address() != 0 && other.address() != bar.address()) {
                String one = "0x" + Long.toHexString(bar.address());
                String two = "0x" + Long.toHexString(other.address());
                add(
                        Severity.INFO,
                        bar.register(),
                        "pci.config-bar-moved",
                        place + "stream at " + one + ", target at " + two
                                + ": it moves to where the guest has it; whether both are equally large is not told",
                        one,
                        two);
            }
        }
    }

    private void add(Severity severity, int offset, String code, String message, String there, String here) {
        reasons.add(new Reason(Finding.at(offset, severity, code, message), value(there), value(here)));
    }

    private static Optional<String> value(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
