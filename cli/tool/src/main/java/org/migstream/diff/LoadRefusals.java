// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.migstream.check.MachineRefusals;
import org.migstream.check.MachineRefusals.Refusal;
import org.migstream.pci.ComparedParts;
import org.migstream.pci.ConfigCompatibility;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.PciFindingCodes;
import org.migstream.report.CheckFindingCodes;
import org.migstream.report.TargetStreamFindingCodes;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/**
 * Finds out which differences make QEMU refuse to load the first input into the machine of the second. {@link
 * MachineRefusals} decides, so that both commands agree. A reason to which no compared value belongs becomes a
 * difference of its own.
 */
final class LoadRefusals {
    private final List<Refusal> refusals;
    private final Set<Refusal> shown = new HashSet<>();

    private LoadRefusals(List<Refusal> refusals) {
        this.refusals = refusals;
    }

    static LoadRefusals of(DiffOperand a, DiffOperand b) throws IOException {
        return new LoadRefusals(MachineRefusals.of(a.report(), b.report()));
    }

    /** Returns whether a reason of one of these codes decides. */
    boolean decide(FindingCode... codes) {
        return anyShown(refusal -> refusal.hasCode(codes));
    }

    /** Returns whether a section decides that only the first input has. */
    boolean decidesMissing(Section section) {
        return decidesAt(
                section.key(),
                section.offset(),
                TargetStreamFindingCodes.SECTION_MISSING,
                CheckFindingCodes.DEVICE_MISSING);
    }

    /** Returns whether the version of a section decides that both inputs have. */
    boolean decidesVersion(Section section) {
        return decidesAt(section.key(), section.offset(), TargetStreamFindingCodes.SECTION_VERSION);
    }

    /** Returns whether a RAM block of this name decides. */
    boolean decidesRamBlock(String name) {
        return anyShown(refusal ->
                refusal.hasCode(TargetStreamFindingCodes.RAM_BLOCK_MISSING, TargetStreamFindingCodes.RAM_BLOCK_SIZE)
                        && refusal.subject().equals(name));
    }

    /** Returns whether the value of a field decides. */
    boolean decidesField(SectionKey section, String path) {
        return anyShown(refusal -> refusal.hasCode(TargetStreamFindingCodes.FIELD_MISMATCH)
                && section.equals(refusal.section())
                && refusal.subject().equals(path));
    }

    /** Returns whether a system register of an ARM CPU decides that only the first input has. */
    boolean decidesCpuRegister(SectionKey section, String register) {
        return anyShown(refusal -> refusal.hasCode(TargetStreamFindingCodes.CPU_REGISTERS_MISSING)
                && section.equals(refusal.section())
                && refusal.subject().equals(register));
    }

    /**
     * Returns whether a register of the configuration space of an emulated device decides.
     *
     * @param offset of the register in the first stream, in bytes
     */
    boolean decidesRegister(SectionKey section, long offset) {
        return decidesAt(section, offset, PciFindingCodes.PCI_CONFIG_MISMATCH);
    }

    private boolean decidesAt(SectionKey section, long offset, FindingCode... codes) {
        return anyShown(refusal -> refusal.hasCode(codes)
                && section.equals(refusal.section())
                && refusal.offset().equals(OptionalLong.of(offset)));
    }

    private boolean anyShown(Predicate<Refusal> condition) {
        List<Refusal> matching = refusals.stream().filter(condition).toList();
        shown.addAll(matching);
        return !matching.isEmpty();
    }

    /** Adds a difference for each reason that decides and belongs to no difference yet. */
    void addOthers(DifferenceCollector differences) throws IOException {
        for (Refusal refusal : refusals) {
            if (!shown.contains(refusal)) {
                differences.add(new Difference(
                        refusal.section() == null ? DifferenceArea.MACHINE : DifferenceArea.FIELDS,
                        refusal.section(),
                        name(refusal),
                        refusal.saved().orElse(null),
                        refusal.target().orElse(null),
                        refusal.message(),
                        null,
                        true));
            }
        }
    }

    private static String name(Refusal refusal) {
        if (refusal.subject().isEmpty()) {
            return refusal.code();
        }
        return (refusal.hasCode(TargetStreamFindingCodes.FIELD_LENGTH) ? "length of " : "") + refusal.subject();
    }

    /**
     * Returns the offsets of the registers of a VFIO device's configuration space that decide.
     *
     * @param parts which parts of the configuration space QEMU compares
     */
    static Set<Integer> decidingRegisters(ConfigSpace a, ConfigSpace b, ComparedParts parts) {
        return ConfigCompatibility.compare(a, b, parts).stream()
                .map(Reason::finding)
                .filter(finding -> finding.severity() == Severity.ERROR)
                .filter(finding -> finding.code().equals(PciFindingCodes.PCI_CONFIG_MISMATCH.code()))
                .flatMap(finding -> finding.offset().stream().boxed())
                .map(Long::intValue)
                .collect(Collectors.toSet());
    }
}
