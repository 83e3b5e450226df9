// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.TargetStreamFindingCodes.CPU_REGISTERS_MISSING;
import static org.migstream.report.TargetStreamFindingCodes.CPU_REGISTER_VALUES;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ResourceLines;
import org.migstream.report.PrintableText;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.ArmRegisterId;

/**
 * Compares the system registers of an ARM CPU as QEMU does ({@code cpu_post_load} in target/arm/machine.c, 10.2): the
 * ids, and the values of the registers that the CPU model decides ({@code arm-constants.txt}).
 */
final class ArmCpuComparison {
    private static final List<Pattern> CONSTANTS =
            ResourceLines.read(ArmCpuComparison.class, "arm-constants.txt").stream()
                    .map(line -> Pattern.compile("\\b" + line.split(" \\| ", -1)[0] + "\\b"))
                    .toList();

    private final SavedMachine saved;
    private final ReasonList reasons;

    /** A register with two values. */
    private record Difference(long register, long received, long local) {}

    ArmCpuComparison(SavedMachine saved, ReasonList reasons) {
        this.saved = saved;
        this.reasons = reasons;
    }

    /**
     * Compares the registers of a CPU. QEMU refuses a register that the target does not have, unless its id is above the
     * last one of the target, and compares values only if it has found all registers.
     *
     * @param theirs the registers of the target; null if it shows none
     */
    void compare(SectionKey key, NavigableMap<Long, Long> ours, @Nullable NavigableMap<Long, Long> theirs) {
        Section section = saved.sections().get(key);
        if (theirs == null || theirs.isEmpty() || section == null) {
            return;
        }
        List<Long> missing = ours.headMap(theirs.lastKey(), false).keySet().stream()
                .filter(register -> !theirs.containsKey(register))
                .toList();
        if (missing.isEmpty()) {
            compareConstants(section, ours, theirs);
        } else {
            reportMissing(section, missing);
        }
    }

    private void reportMissing(Section section, List<Long> missing) {
        reasons.about(section.key(), names(missing))
                .addError(
                        CPU_REGISTERS_MISSING,
                        section.offset(),
                        section.key().label() + ": the CPU in the target does not have "
                                + PrintableText.formatCount(missing.size(), "system register")
                                + " of the CPU in the stream, the first " + ArmRegisterId.describe(missing.get(0))
                                + "; QEMU reports: " + qemuError(section.key()));
    }

    private void compareConstants(Section section, NavigableMap<Long, Long> ours, NavigableMap<Long, Long> theirs) {
        List<Difference> different = new ArrayList<>();
        ours.forEach((register, received) -> {
            long local = theirs.getOrDefault(register, received);
            if (local != received && isConstant(register)) {
                different.add(new Difference(register, received, local));
            }
        });
        if (different.isEmpty()) {
            return;
        }
        Difference first = different.get(0);
        String received = ArmRegisterId.format(first.received());
        String local = ArmRegisterId.format(first.local());
        String message = section.key().label() + ": "
                + PrintableText.formatCount(different.size(), "system register")
                + " that the CPU model decides with another value, the first "
                + ArmRegisterId.describe(first.register()) + ": "
                + received + " in the stream and " + local + " in the target; ";
        ReasonList list = reasons.about(
                section.key(),
                names(different.stream().map(Difference::register).toList()));
        if (theirs.keySet().stream().anyMatch(ArmRegisterId::isOfKvm)) {
            list.addWarning(
                    CPU_REGISTER_VALUES,
                    section.offset(),
                    message + "the target uses KVM, and whether its kernel accepts the value is unknown; if not, QEMU"
                            + " reports: " + qemuError(section.key()));
        } else {
            list.addError(
                    CPU_REGISTER_VALUES,
                    section.offset(),
                    message + "QEMU reports: " + qemuError(section.key()),
                    received,
                    local);
        }
    }

    private static boolean isConstant(long register) {
        String name = ArmRegisterId.describe(register);
        return CONSTANTS.stream().anyMatch(pattern -> pattern.matcher(name).find());
    }

    private static String[] names(List<Long> registers) {
        return registers.stream().map(ArmRegisterId::format).toArray(String[]::new);
    }

    private static String qemuError(SectionKey key) {
        return "error while loading state for instance 0x" + Long.toHexString(key.instanceId()) + " of device '"
                + key.idstr() + "'";
    }
}
