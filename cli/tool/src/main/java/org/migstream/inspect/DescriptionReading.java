// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import org.migstream.inspect.report.DescribedFields;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.inspect.report.VmDescSummary;
import org.migstream.io.SpillList;
import org.migstream.profile.ProfileException;
import org.migstream.profile.SavedProfiles;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionRecord;
import org.migstream.stream.VmDesc;
import org.migstream.vmstate.VmDescription;
import org.migstream.vmstate.VmDescriptionException;

/** The description at the end of the stream, and the sections that it describes. */
final class DescriptionReading {
    private final FindingLog findings;
    private final FieldSpool fields;
    private VmDescription description;

    /** @param fields where payloads are kept for decoding; null if that was not asked for */
    DescriptionReading(FindingLog findings, FieldSpool fields) {
        this.findings = findings;
        this.fields = fields;
    }

    /** Keeps a piece of a payload, if anybody will ask for it. */
    void keep(Section section, SectionRecord piece, MigrationReader reader) throws IOException {
        if (fields != null) {
            fields.keep(section, piece, reader);
        }
    }

    /** Reads the description; null if it is damaged. */
    VmDescSummary read(VmDesc desc, MigrationReader reader) throws IOException {
        InputStream json = fields == null ? reader.body() : fields.keepDescription(reader.body());
        VmDescSummary summary = null;
        try {
            description = VmDescription.read(json, Foresight.MAX_DESCRIPTION);
            summary = new VmDescSummary(
                    desc.offset(),
                    desc.end() - desc.offset(),
                    description.pageSize(),
                    description.sections().size(),
                    saved());
        } catch (VmDescriptionException e) {
            findings.add(Finding.at(
                    desc.bodyOffset() + e.offset(),
                    Severity.ERROR,
                    "vmdesc.malformed",
                    "the description cannot be read (QEMU itself ignores it): " + e.getMessage()));
        }
        reader.skipBody();
        return summary;
    }

    /** What migstream added to the description; what cannot be read of that harms nobody. */
    private SavedProfiles saved() throws IOException {
        if (description.extension().isEmpty()) {
            return null;
        }
        try {
            return SavedProfiles.read(description.extension().get());
        } catch (ProfileException e) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    "vmdesc.profile",
                    "what the description says of the saved devices cannot be read: " + e.getMessage()));
            return null;
        }
    }

    /** Compares the sections found with those described. */
    void compare(SpillList<SectionEntry> sections) throws IOException {
        if (description != null) {
            new DescriptionCheck(description, findings).compare(sections);
        }
        if (description != null && fields != null) {
            fields.decode(new FieldFindings(findings));
        }
    }

    /** The guest's page size, if the description says so. */
    OptionalInt pageSize() {
        return description == null ? OptionalInt.empty() : description.pageSize();
    }

    /** The values of the described sections; null if they were not asked for or cannot be told. */
    DescribedFields fields() {
        return description == null ? null : fields;
    }
}
