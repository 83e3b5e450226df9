// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import java.util.HashMap;
import java.util.Map;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Command;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/**
 * Whether each device's sections come as QEMU sends them: one START, any number of PARTs, one END, and one id for one
 * device (QEMU migration/savevm.c {@code qemu_savevm_state_setup}, {@code _iterate}, {@code _complete_precopy}). The
 * framing of a stream stays sound when a whole section is lost; this is what tells.
 */
public final class SectionSequenceCheck {
    /** Ids beyond are not watched; machines have some hundred. */
    private static final int MAX_IDS = 1 << 13;

    private final FindingLog findings;
    private final Map<Long, SectionKey> keysById = new HashMap<>();
    private final Map<Long, Section> openSections = new HashMap<>();
    private final Map<Long, Section> endedSections = new HashMap<>();
    private boolean isPrecopy = true;
    private boolean isSwitchoverStarted;

    public SectionSequenceCheck(FindingLog findings) {
        this.findings = findings;
    }

    /** Postcopy goes another way; a switchover announces the END sections. */
    public void checkCommand(Command command) {
        isPrecopy &= !command.is(Command.Name.PACKAGED);
        isSwitchoverStarted |= command.is(Command.Name.SWITCHOVER_START);
    }

    /** A section begins. */
    public void checkSection(Section head) {
        checkSectionId(head);
        long id = head.sectionId();
        switch (head.kind()) {
            case START:
                if (openSections.containsKey(id) || endedSections.containsKey(id)) {
                    error(head, "stream.repeated-start", "a second START section of this device");
                }
                openSections.put(id, head);
                break;
            case PART:
            case END:
                if (isPrecopy && endedSections.containsKey(id)) {
                    error(head, "stream.after-end", "a " + head.kind() + " section of this device after its END");
                }
                if (head.kind() == Section.Kind.END && openSections.containsKey(id)) {
                    endedSections.put(id, openSections.remove(id));
                }
                break;
            default:
                break;
        }
    }

    private void checkSectionId(Section head) {
        if (keysById.size() < MAX_IDS) {
            SectionKey owner = keysById.putIfAbsent(head.sectionId(), head.key());
            if (owner != null && !owner.equals(head.key())) {
                error(
                        head,
                        "stream.section-id",
                        "the section has the id " + head.sectionId() + ", which is that of \"" + owner.idstr()
                                + "\" instance " + owner.instanceId());
            }
        }
    }

    /** The stream has ended as it should: whoever started must have ended, but in a background snapshot. */
    public void checkEnd() {
        if (!isPrecopy) {
            return;
        }
        boolean snapshot = endedSections.isEmpty()
                && !isSwitchoverStarted
                && openSections.values().stream().noneMatch(Section::isVfio);
        for (Section start : openSections.values()) {
            report(
                    snapshot ? Severity.WARNING : Severity.ERROR,
                    start,
                    "stream.no-end",
                    "this device has a START section but no END: what it sent last, after the guest stopped, is missing"
                            + (snapshot ? ", if this is no background snapshot" : ""));
        }
    }

    private void error(Section head, String code, String message) {
        report(Severity.ERROR, head, code, message);
    }

    private void report(Severity severity, Section head, String code, String message) {
        findings.add(Finding.at(head.offset(), severity, code, message), head.key(), null);
    }
}
