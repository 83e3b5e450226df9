// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport;
import org.migstream.pci.ComparedParts;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * The reasons why QEMU refuses to load one stream into the machine that wrote another, as far as the machines decide
 * this: the errors of {@link MachineComparison}, as data.
 */
public final class MachineRefusals {
    private MachineRefusals() {}

    /**
     * Why QEMU refuses a stream.
     *
     * @param code a code of {@code TargetStreamFindingCodes}, {@code pci.config-mismatch} or {@code DEVICE_MISSING}
     * @param section the section that QEMU refuses; null if it refuses another part
     * @param subject the name of a RAM block, the path of a field, or the id of a register as {@code 0x} and 16 digits;
     *     empty if the reason is about the whole section or the whole machine
     * @param offset in the stream, in bytes
     * @param saved the value in the stream, if the reason has one
     * @param target the value of the target, if the reason has one
     * @param message the reason as a sentence, with QEMU's message
     */
    public record Refusal(
            String code,
            @Nullable SectionKey section,
            String subject,
            OptionalLong offset,
            Optional<String> saved,
            Optional<String> target,
            String message) {
        /** Returns whether this reason has one of these codes. */
        public boolean hasCode(FindingCode... codes) {
            for (FindingCode one : codes) {
                if (one.code().equals(code)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Compares the machines of two streams.
     *
     * @return empty if no difference is known to decide, or if an input is not a main stream
     * @throws IOException if the list of sections cannot be read
     */
    public static List<Refusal> of(StreamReport saved, StreamReport target) throws IOException {
        Optional<SavedMachine> targetMachine = SavedMachine.of(target, Set.of());
        Optional<SavedMachine> savedMachine = SavedMachine.of(
                saved, targetMachine.map(SavedMachine::comparedFields).orElse(Set.of()));
        if (savedMachine.isEmpty() || targetMachine.isEmpty()) {
            return List.of();
        }
        ReasonList reasons = new ReasonList();
        MachineComparison comparison = new MachineComparison(savedMachine.get(), targetMachine.get(), reasons);
        comparison.compare();
        comparison.compareVfioSections();
        List<Refusal> refusals = new ArrayList<>();
        for (ReasonList.Entry entry : reasons.entries()) {
            if (entry.reason().finding().severity() == Severity.ERROR) {
                addRefusals(entry, refusals);
            }
        }
        return refusals;
    }

    /**
     * Returns which parts of the configuration space of a VFIO device QEMU compares.
     *
     * @param key the name of the device; null for raw device data
     * @throws IOException if the list of sections cannot be read
     */
    public static ComparedParts comparedParts(@Nullable SectionKey key, StreamReport saved) throws IOException {
        return placement(key, saved).comparedParts();
    }

    /**
     * Returns the place of a VFIO device of a stream in its guest.
     *
     * @param key the name of the device; null for raw device data
     * @throws IOException if the list of sections cannot be read
     */
    public static PciPlacement placement(@Nullable SectionKey key, StreamReport saved) throws IOException {
        return PciPlacement.of(key, SavedMachine.of(saved, Set.of()).orElse(null));
    }

    private static void addRefusals(ReasonList.Entry entry, List<Refusal> refusals) {
        Reason reason = entry.reason();
        ReasonList.Subject subject = entry.subject();
        for (String name : subject == null || subject.names().isEmpty() ? List.of("") : subject.names()) {
            refusals.add(new Refusal(
                    reason.finding().code(),
                    subject == null ? null : subject.section(),
                    name,
                    reason.finding().offset(),
                    reason.saved(),
                    reason.target(),
                    reason.finding().message()));
        }
    }
}
