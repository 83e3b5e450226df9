// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Severity;
import org.migstream.spi.StateException;

/**
 * Reads lists of sections as adf_mstate_sect_lookup() and adf_mstate_sect_validate() do, and remembers how bad the worst
 * was that had to be reported. One for each state.
 *
 * <p>Damage stays within the section whose size does not fit. Of an incomplete list nothing is reported as missing.
 */
final class QatSectionReader {
    /** The code for a section that the driver would have written. */
    static final String MISSING_SECTION = "MISSING_SECTION";

    /** The code for a section that is shorter or longer than what it holds. */
    static final String SECTION_SIZE = "SECTION_SIZE";

    private static final String UNKNOWN_SECTION = "UNKNOWN_SECTION";

    private final FieldReader in;
    private Severity worstSeverity = Severity.INFO;

    QatSectionReader(FieldReader in) {
        this.in = in;
    }

    /** From which everything is read. */
    FieldReader fieldReader() {
        return in;
    }

    /** The worst of what was reported. */
    Severity worstSeverity() {
        return worstSeverity;
    }

    /** Reports something about the field that was read last. */
    void report(Severity severity, String code, String message) {
        worstSeverity = severity.compareTo(worstSeverity) > 0 ? severity : worstSeverity;
        switch (severity) {
            case INFO -> in.info(code, message);
            case WARNING -> in.warning(code, message);
            case ERROR -> in.error(code, message);
        }
    }

    /** A stretch of sections; if it is damaged, reading goes on behind it. */
    void readRecord(String name, long length, FieldReader.Body body) throws IOException {
        if (!in.record(name, length, body)) {
            worstSeverity = Severity.ERROR;
        }
    }

    /**
     * Reads the sections that a record consists of.
     *
     * @param place the record's name, for messages
     * @param count how many it claims to have
     * @param kinds that may stand here
     * @return the ids out of {@code kinds} that were there
     */
    Set<String> readSections(String place, long count, List<QatSectionKind> kinds) throws IOException {
        Set<String> found = new HashSet<>();
        for (long i = 0; i < count; i++) {
            if (in.remaining() < QatSection.HEADER_LENGTH) {
                throw in.malformed(
                        StateException.NESTED_OVERRUN,
                        place + " claims " + count + " sections, but ends behind number " + i);
            }
            readSection(place, "section[" + i + "]", kinds, found);
        }
        long gap = in.fillerRest("gap");
        if (gap > 0) {
            report(
                    Severity.WARNING,
                    SECTION_SIZE,
                    "the last " + gap + " bytes of " + place
                            + " belong to no section; the kernel does not look at them");
        }
        kinds.stream().filter(kind -> !found.contains(kind.id())).forEach(kind -> reportMissing(place, kind));
        return found;
    }

    private void reportMissing(String place, QatSectionKind kind) {
        if (kind.missingSeverity() == Severity.INFO) {
            return;
        }
        String consequence = kind.missingSeverity() == Severity.ERROR
                ? "the kernel refuses to load that"
                : "the kernel does not miss it";
        report(kind.missingSeverity(), MISSING_SECTION, place + " has no section " + kind.id() + "; " + consequence);
    }

    private void readSection(String place, String otherwise, List<QatSectionKind> kinds, Set<String> found)
            throws IOException {
        String id = QatSection.peekId(in);
        Optional<QatSectionKind> kind =
                kinds.stream().filter(known -> known.id().equals(id)).findFirst();
        boolean first = kind.isPresent() && found.add(kind.get().id());
        String name = first ? kind.get().id() : otherwise;
        QatSection section = QatSection.peekHeader(in, place + "." + name);
        if (section.size() > in.remaining() - QatSection.HEADER_LENGTH) {
            in.group(name, () -> QatSection.readHeader(in));
            throw in.malformed(
                    StateException.NESTED_OVERRUN,
                    section.path() + " claims " + section.size() + " bytes, but " + place + " has only "
                            + in.remaining() + " left");
        }
        readRecord(name, QatSection.HEADER_LENGTH + section.size(), () -> {
            QatSection.readHeader(in);
            if (first) {
                kind.get().body().read(section);
            } else {
                readDuplicateOrUnknown(section, kind.isPresent());
            }
        });
    }

    private void readDuplicateOrUnknown(QatSection section, boolean known) throws IOException {
        if (known) {
            report(
                    Severity.WARNING,
                    "DUPLICATE_SECTION",
                    section.path() + " has the id of a section before it; the kernel takes the first");
        } else {
            readUnknown(section);
        }
    }

    /** A section of which only the size is known. */
    void readUnknown(QatSection section) throws IOException {
        report(
                Severity.WARNING,
                UNKNOWN_SECTION,
                section.path() + " is none that Linux 7.2 looks for; the kernel passes over it");
        in.opaqueRest("content");
    }

    /** Whether the section holds data, rather than sections, of that size; if not, that is reported. */
    boolean checkSize(QatSection section, long size, Severity otherwise, String consequence) {
        checkIsData(section);
        if (section.size() != size) {
            report(
                    otherwise,
                    SECTION_SIZE,
                    section.path() + " has " + section.size() + " bytes instead of " + size + "; " + consequence);
        }
        return section.size() == size;
    }

    /** Reports a section that should hold data and claims to hold sections: the kernel takes its data for headers. */
    void checkIsData(QatSection section) {
        if (section.subSects() != 0) {
            report(
                    Severity.ERROR,
                    StateException.NESTED_OVERRUN,
                    section.path() + " is data, but claims to be " + section.subSects()
                            + " sections; the kernel looks for their headers in it and refuses to load that");
        }
    }
}
