// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.migstream.spi.FieldReader;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.Severity;
import org.migstream.spi.StateException;

/**
 * Reads lists of sections as adf_mstate_sect_lookup() and adf_mstate_sect_validate() do, and reports their faults. Use
 * a reader for one state.
 *
 * <p>If the content of a section is damaged, reading continues after the section. If the list itself is damaged,
 * missing sections are not reported.
 */
final class QatSectionReader {
    /** The code for a section that is missing although the driver always writes it. */
    static final String MISSING_SECTION = "MISSING_SECTION";

    /** The code for a section that is shorter or longer than its content. */
    static final String SECTION_SIZE = "SECTION_SIZE";

    private static final String UNKNOWN_SECTION = "UNKNOWN_SECTION";

    private final FieldReader in;
    private final LimitedFindings findings;

    /** A size that may be wrong, for the message about a section that does not fit after it; empty if none is known. */
    private String possibleCause = "";

    QatSectionReader(FieldReader in) {
        this.in = in;
        findings = new LimitedFindings(in, LimitedFindings.UNLIMITED);
    }

    /** Returns the reader of the state. */
    FieldReader fieldReader() {
        return in;
    }

    /** Returns the worst severity that was reported. */
    Severity worstSeverity() {
        return findings.worst();
    }

    /** Notes that the reader has found the place of a preamble or section, so no size before it misled the reader. */
    void confirmPlace() {
        possibleCause = "";
    }

    /** Reports a finding about the last field that was read. */
    void report(Severity severity, String code, String message) {
        findings.report(severity, code, message);
    }

    /** Reads a record of sections; after damage, reading continues after the record. */
    void readRecord(String name, long length, FieldReader.Body body) throws IOException {
        if (!in.record(name, length, body)) {
            findings.raiseWorst(Severity.ERROR);
        }
    }

    /**
     * Reads the sections of a record, up to its end.
     *
     * @param parent the record
     * @param kinds the kinds that this record may have
     * @return the ids of {@code kinds} that were found
     */
    Set<String> readSections(QatSection parent, List<QatSectionKind> kinds) throws IOException {
        Set<String> found = new HashSet<>();
        String swallowedBy = "";
        for (long i = 0; i < parent.subSects(); i++) {
            if (in.remaining() < QatSection.HEADER_LENGTH) {
                throw in.malformed(
                        StateException.NESTED_OVERRUN,
                        parent.path() + " claims " + parent.subSects() + " sections, but ends after " + i
                                + swallowedBy);
            }
            readSection(parent.path(), "section[" + i + "]", kinds, found);
            // A section whose size is too large by whole sections leaves the reader at the right place.
            swallowedBy = possibleCause.isEmpty() ? swallowedBy : possibleCause;
        }
        long gap = in.fillerRest("gap");
        if (gap > 0) {
            in.warningAt(
                    parent.sizeOffset(),
                    SECTION_SIZE,
                    "the size of " + parent.path() + " is " + parent.size() + ", but its sections end after "
                            + (parent.size() - gap) + "; the kernel does not look at the other " + gap
                            + (gap == 1 ? " byte" : " bytes"));
            findings.raiseWorst(Severity.WARNING);
            possibleCause = ", maybe because the size of " + parent.path() + " before it is wrong";
        }
        kinds.stream().filter(kind -> !found.contains(kind.id())).forEach(kind -> reportMissing(parent.path(), kind));
        return found;
    }

    private void reportMissing(String parent, QatSectionKind kind) {
        if (kind.missingSeverity() == Severity.INFO) {
            return;
        }
        String consequence = kind.missingSeverity() == Severity.ERROR
                ? "the kernel refuses the state"
                : "the kernel does not check this";
        report(kind.missingSeverity(), MISSING_SECTION, parent + " has no section " + kind.id() + "; " + consequence);
    }

    private void readSection(String parent, String fallbackName, List<QatSectionKind> kinds, Set<String> found)
            throws IOException {
        String id = QatSection.peekId(in);
        Optional<QatSectionKind> kind =
                kinds.stream().filter(known -> known.id().equals(id)).findFirst();
        boolean firstOfKind = kind.isPresent() && found.add(kind.get().id());
        String name = firstOfKind ? kind.get().id() : fallbackName;
        QatSection section = QatSection.peekHeader(in, parent + "." + name);
        if (section.size() > in.remaining() - QatSection.HEADER_LENGTH) {
            in.group(name, () -> QatSection.readHeader(in));
            throw in.malformed(
                    StateException.NESTED_OVERRUN,
                    section.path() + " claims a size of " + section.size() + ", but " + parent + " has only "
                            + in.remaining() + " left" + possibleCause);
        }
        if (firstOfKind) {
            confirmPlace();
        }
        readRecord(name, QatSection.HEADER_LENGTH + section.size(), () -> {
            QatSection.readHeader(in);
            if (firstOfKind) {
                kind.get().body().read(section);
            } else {
                readDuplicateOrUnknown(section, kind.isPresent());
            }
        });
    }

    private void readDuplicateOrUnknown(QatSection section, boolean isDuplicate) throws IOException {
        if (isDuplicate) {
            report(
                    Severity.WARNING,
                    "DUPLICATE_SECTION",
                    section.path() + " has the id of a section before it; the kernel loads the first");
        } else {
            readUnknown(section);
        }
    }

    /** Reads a section whose content is unknown. */
    void readUnknown(QatSection section) throws IOException {
        report(
                Severity.WARNING,
                UNKNOWN_SECTION,
                section.path() + " is not a section of Linux 7.2; the kernel skips it");
        in.opaqueRest("content");
    }

    /**
     * Checks that the section has data and not sections, and that the data has the given size. Reports each violation;
     * returns whether the size is right.
     */
    boolean checkSize(QatSection section, long size, Severity severity, String consequence) {
        checkIsData(section);
        if (section.size() != size) {
            report(
                    severity,
                    SECTION_SIZE,
                    "the size of " + section.path() + " is " + section.size() + " instead of " + size + "; "
                            + consequence);
        }
        return section.size() == size;
    }

    /**
     * Reports a section that should have data but claims to have sections. The kernel would read the data as headers.
     */
    void checkIsData(QatSection section) {
        if (section.subSects() != 0) {
            report(
                    Severity.ERROR,
                    StateException.NESTED_OVERRUN,
                    section.path() + " should have data, but claims to have " + section.subSects()
                            + (section.subSects() == 1 ? " section" : " sections")
                            + "; the kernel reads the data as headers and refuses the state");
        }
    }
}
