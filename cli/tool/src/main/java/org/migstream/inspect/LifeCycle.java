// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

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
final class LifeCycle {
    /** Ids beyond are not watched; machines have some hundred. */
    private static final int MOST_IDS = 1 << 13;

    private final FindingLog findings;
    private final Map<Long, SectionKey> owners = new HashMap<>();
    private final Map<Long, Section> open = new HashMap<>();
    private final Map<Long, Section> ended = new HashMap<>();
    private boolean precopy = true;
    private boolean switchover;

    LifeCycle(FindingLog findings) {
        this.findings = findings;
    }

    /** Postcopy goes another way; a switchover announces the END sections. */
    void command(Command command) {
        precopy &= !command.is(Command.Name.PACKAGED);
        switchover |= command.is(Command.Name.SWITCHOVER_START);
    }

    /** A section begins. */
    void section(Section head) {
        owner(head);
        long id = head.sectionId();
        switch (head.kind()) {
            case START:
                if (open.containsKey(id) || ended.containsKey(id)) {
                    error(head, "stream.repeated-start", "a second START section of this device");
                }
                open.put(id, head);
                break;
            case PART:
            case END:
                if (precopy && ended.containsKey(id)) {
                    error(head, "stream.after-end", "a " + head.kind() + " section of this device after its END");
                }
                if (head.kind() == Section.Kind.END && open.containsKey(id)) {
                    ended.put(id, open.remove(id));
                }
                break;
            default:
                break;
        }
    }

    private void owner(Section head) {
        if (owners.size() < MOST_IDS) {
            SectionKey owner = owners.putIfAbsent(head.sectionId(), head.key());
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
    void end() {
        if (!precopy) {
            return;
        }
        boolean snapshot =
                ended.isEmpty() && !switchover && open.values().stream().noneMatch(Section::isVfio);
        for (Section start : open.values()) {
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
