// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import static org.migstream.report.TargetStreamFindingCodes.CAPABILITY_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.CONFIGURATION_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.MACHINE_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.PAGE_BITS_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.RAM_BLOCK_MISSING;
import static org.migstream.report.TargetStreamFindingCodes.RAM_BLOCK_SIZE;
import static org.migstream.report.TargetStreamFindingCodes.SECTION_MISSING;
import static org.migstream.report.TargetStreamFindingCodes.SECTION_VERSION;
import static org.migstream.report.TargetStreamFindingCodes.UUID_MISMATCH;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.migstream.check.MachineRefusals;
import org.migstream.pci.ConfigCompatibility;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.ExtendedSpaceCheck;
import org.migstream.pci.PciFindingCodes;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;
import org.migstream.stream.Section;

/**
 * Decides which differences make QEMU refuse to load the first input into the machine of the second. It finds the
 * differences among the reasons of {@code check}, so that both commands agree.
 */
final class LoadRefusals {
    private final List<Finding> refusals;
    private final boolean targetComplete;

    private LoadRefusals(List<Finding> refusals, boolean targetComplete) {
        this.refusals = refusals;
        this.targetComplete = targetComplete;
    }

    static LoadRefusals of(DiffOperand a, DiffOperand b) throws IOException {
        return new LoadRefusals(
                MachineRefusals.of(a.report(), b.report()), b.report().outcome() == ReadOutcome.COMPLETE);
    }

    /** Returns whether the machine types decide. */
    boolean decidesMachineType() {
        return has(MACHINE_MISMATCH, CONFIGURATION_MISMATCH);
    }

    boolean decidesCapabilities() {
        return has(CAPABILITY_MISMATCH);
    }

    boolean decidesUuid() {
        return has(UUID_MISMATCH);
    }

    boolean decidesPageBits() {
        return has(PAGE_BITS_MISMATCH);
    }

    /** Returns whether a section decides that only the first input has. */
    boolean decidesMissing(Section section) {
        return section.isVfio() ? targetComplete && !has(MACHINE_MISMATCH) : isRefused(section, SECTION_MISSING);
    }

    /** Returns whether the version of a section decides that both inputs have. */
    boolean decidesVersion(Section section) {
        return isRefused(section, SECTION_VERSION);
    }

    private boolean isRefused(Section section, FindingCode code) {
        return refusals.stream().filter(finding -> isOneOf(finding, code)).anyMatch(finding -> finding.offset()
                .equals(OptionalLong.of(section.offset())));
    }

    /** Returns whether a RAM block of this name decides. */
    boolean decidesRamBlock(String name) {
        return refusals.stream()
                .filter(finding -> isOneOf(finding, RAM_BLOCK_MISSING, RAM_BLOCK_SIZE))
                .anyMatch(finding -> finding.message().contains("RAM block \"" + name + "\""));
    }

    /**
     * Returns the offsets of the registers of a VFIO device's configuration space that decide. Of a register from 0x100 on this is
     * not known here: it depends on the bus.
     */
    static Set<Integer> decidingRegisters(ConfigSpace a, ConfigSpace b) {
        return decidingRegisters(ConfigCompatibility.compare(a, b, ExtendedSpaceCheck.UNKNOWN));
    }

    /** Returns the offsets of the registers of a device that QEMU emulates that decide. */
    static Set<Integer> decidingRegistersOfEmulated(ConfigSpace a, ConfigSpace b) {
        return decidingRegisters(ConfigCompatibility.compareEmulated(a, b));
    }

    private static Set<Integer> decidingRegisters(List<Reason> reasons) {
        return reasons.stream()
                .map(Reason::finding)
                .filter(finding -> finding.severity() == Severity.ERROR)
                .filter(finding -> isOneOf(finding, PciFindingCodes.PCI_CONFIG_MISMATCH))
                .flatMap(finding -> finding.offset().stream().boxed())
                .map(Long::intValue)
                .collect(Collectors.toSet());
    }

    private boolean has(FindingCode... codes) {
        return refusals.stream().anyMatch(finding -> isOneOf(finding, codes));
    }

    private static boolean isOneOf(Finding finding, FindingCode... codes) {
        return List.of(codes).stream().anyMatch(code -> code.code().equals(finding.code()));
    }
}
