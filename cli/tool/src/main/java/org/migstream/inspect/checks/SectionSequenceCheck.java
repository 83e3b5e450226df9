// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.InspectionFindingCodes.STREAM_AFTER_END;
import static org.migstream.report.InspectionFindingCodes.STREAM_NO_END;
import static org.migstream.report.InspectionFindingCodes.STREAM_REPEATED_START;
import static org.migstream.report.InspectionFindingCodes.STREAM_SECTION_ID;

import java.util.HashMap;
import java.util.Map;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;
import org.migstream.stream.Command;
import org.migstream.stream.Element;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/**
 * Checks that the sections of each device come in QEMU's order: one START, any number of PARTs, one END, and one
 * section id for each device (QEMU migration/savevm.c {@code qemu_savevm_state_setup}, {@code _iterate}, {@code
 * _complete_precopy}). If a section is lost, the framing stays intact, so the reader does not find the loss; this check
 * does.
 */
final class SectionSequenceCheck implements StreamCheck {
    /** Maximum number of section ids to check; a machine has some hundreds. */
    private static final int MAX_IDS = 1 << 13;

    private final Map<Long, SectionKey> keysById = new HashMap<>();
    private final Map<Long, Section> openSections = new HashMap<>();
    private final Map<Long, Section> endedSections = new HashMap<>();
    private boolean isPrecopy = true;
    private boolean isSwitchoverStarted;

    @Override
    public void visit(Element element, FindingLog findings) {
        if (element instanceof Command command) {
            // In postcopy the sections have another order. SWITCHOVER_START announces the END sections.
            isPrecopy &= !command.is(Command.Name.PACKAGED);
            isSwitchoverStarted |= command.is(Command.Name.SWITCHOVER_START);
        } else if (element instanceof Section head) {
            checkSection(head, findings);
        } else if (element instanceof EndOfStream) {
            checkEnd(findings);
        }
    }

    private void checkSection(Section head, FindingLog findings) {
        checkSectionId(head, findings);
        long id = head.sectionId();
        switch (head.kind()) {
            case START:
                if (openSections.containsKey(id) || endedSections.containsKey(id)) {
                    error(findings, head, STREAM_REPEATED_START, "this device has a second START section");
                }
                openSections.put(id, head);
                break;
            case PART:
            case END:
                if (isPrecopy && endedSections.containsKey(id)) {
                    error(
                            findings,
                            head,
                            STREAM_AFTER_END,
                            "this device has a " + head.kind() + " section after its END section");
                }
                Section start = head.kind() == Section.Kind.END ? openSections.remove(id) : null;
                if (start != null) {
                    endedSections.put(id, start);
                }
                break;
            default:
                break;
        }
    }

    private void checkSectionId(Section head, FindingLog findings) {
        if (keysById.size() < MAX_IDS) {
            SectionKey owner = keysById.putIfAbsent(head.sectionId(), head.key());
            if (owner != null && !owner.equals(head.key())) {
                error(
                        findings,
                        head,
                        STREAM_SECTION_ID,
                        "the section has id " + head.sectionId() + ", which is the id of \"" + owner.idstr()
                                + "\" instance " + owner.instanceId());
            }
        }
    }

    /** Checks that each started device has ended. A background snapshot has no END sections. */
    private void checkEnd(FindingLog findings) {
        if (!isPrecopy) {
            return;
        }
        boolean snapshot = endedSections.isEmpty()
                && !isSwitchoverStarted
                && openSections.values().stream().noneMatch(Section::isVfio);
        for (Section start : openSections.values()) {
            report(
                    findings,
                    snapshot ? Severity.WARNING : Severity.ERROR,
                    start,
                    STREAM_NO_END,
                    "this device has a START section but no END: the data that it sent after the guest stopped are"
                            + " missing"
                            + (snapshot ? ", unless this is a background snapshot" : ""));
        }
    }

    private static void error(FindingLog findings, Section head, FindingCode code, String message) {
        report(findings, Severity.ERROR, head, code, message);
    }

    private static void report(FindingLog findings, Severity severity, Section head, FindingCode code, String message) {
        findings.add(Finding.at(head.offset(), severity, code, message), head.key(), null);
    }
}
