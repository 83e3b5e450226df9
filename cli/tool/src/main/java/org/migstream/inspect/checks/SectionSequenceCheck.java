// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.InspectionFindingCodes.STREAM_AFTER_END;
import static org.migstream.report.InspectionFindingCodes.STREAM_NO_END;
import static org.migstream.report.InspectionFindingCodes.STREAM_REPEATED_START;
import static org.migstream.report.InspectionFindingCodes.STREAM_SECTION_ID;
import static org.migstream.report.MachineFindingCodes.STREAM_REPEATED_SECTION;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;
import org.migstream.stream.Command;
import org.migstream.stream.Element;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
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

    private static final String DIRTY_BITMAP = "dirty-bitmap";

    /**
     * The handlers that send an END section whenever they have sent a START section, besides VFIO devices: those with the
     * function {@code save_live_complete_precopy}, since QEMU 10.2 {@code save_complete} (QEMU 5.2 to 11.1: {@code
     * savevm_ram_handlers} in migration/ram.c, {@code savevm_vfio_handlers} in hw/vfio/migration.c, {@code
     * savevm_dirty_bitmap_handlers} in migration/block-dirty-bitmap.c, {@code savevm_block_handlers} in migration/block.c
     * up to 9.0, {@code savevm_htab_handlers} in hw/ppc/spapr.c, {@code savevm_s390_stattrib_handlers} in
     * hw/s390x/s390-stattrib.c). Other handlers, such as {@code pbs-state} of Proxmox VE, may send only a START section.
     */
    private static final Set<String> HANDLERS_WITH_END =
            Set.of("ram", DIRTY_BITMAP, "block", "spapr/htab", "s390-storage_attributes");

    private final Map<Long, SectionKey> keysById = new HashMap<>();
    private final Map<Long, Section> openSections = new HashMap<>();
    private final Map<Long, Section> endedSections = new HashMap<>();
    private final BitSet fullSectionIds = new BitSet();
    private boolean isSwitchoverStarted;

    @Override
    public void visit(Element element, FindingLog findings) {
        if (element instanceof Command command) {
            // Before either of them the guest is stopped: END sections follow.
            isSwitchoverStarted |= command.is(Command.Name.SWITCHOVER_START) || command.is(Command.Name.PACKAGED);
        } else if (element instanceof Section head) {
            checkSection(head, findings);
        } else if (element instanceof SectionFooter footer) {
            checkEmptyBitmapList(footer);
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
                if (endedSections.containsKey(id)) {
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
                checkFullSection(head, findings);
                break;
        }
    }

    /** Checks that each device has only one FULL section; devices with equal names have different section ids. */
    private void checkFullSection(Section head, FindingLog findings) {
        if (head.sectionId() < MAX_IDS) {
            int id = (int) head.sectionId();
            SectionKey owner = keysById.get(head.sectionId());
            if (fullSectionIds.get(id) && head.key().equals(owner)) {
                error(
                        findings,
                        head,
                        STREAM_REPEATED_SECTION,
                        "this device has a second FULL section, which QEMU loads after the first one: the stream is"
                                + " damaged or was changed");
            }
            fullSectionIds.set(id);
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

    /**
     * Expects no END section of a machine without dirty bitmaps, whose START section has only the byte that ends it (QEMU
     * migration/block-dirty-bitmap.c {@code dirty_bitmap_is_active} returns false without bitmaps).
     */
    private void checkEmptyBitmapList(SectionFooter footer) {
        Section start = openSections.get(footer.sectionId());
        if (start != null && start.key().idstr().equals(DIRTY_BITMAP) && footer.offset() == start.bodyOffset() + 1) {
            openSections.remove(footer.sectionId());
        }
    }

    /**
     * Checks that each device has ended whose handler always sends an END section. With postcopy, the handlers that send
     * data while the guest runs at the destination end after the package, and the others before it ({@code
     * qemu_savevm_state_complete_postcopy} and {@code _precopy_iterable}). A background snapshot has no END sections.
     */
    private void checkEnd(FindingLog findings) {
        boolean snapshot = endedSections.isEmpty()
                && !isSwitchoverStarted
                && openSections.values().stream().noneMatch(Section::isVfio);
        for (Section start : openSections.values()) {
            if (!start.isVfio() && !HANDLERS_WITH_END.contains(start.key().idstr())) {
                continue;
            }
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
