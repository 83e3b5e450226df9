// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import org.migstream.inspect.checks.VmDescCheck;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.inspect.report.VmDescSummary;
import org.migstream.inspect.report.VmStateFieldsSource;
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
public final class VmDescReader {
    private final FindingLog findings;
    private final SectionPayloadStore payloadStore;
    private VmDescription description;

    /** @param fields where payloads are kept for decoding; null if that was not asked for */
    public VmDescReader(FindingLog findings, SectionPayloadStore fields) {
        this.findings = findings;
        this.payloadStore = fields;
    }

    /** Keeps a piece of a payload, if anybody will ask for it. */
    void keep(Section section, SectionRecord piece, MigrationReader reader) throws IOException {
        if (payloadStore != null) {
            payloadStore.keep(section, piece, reader);
        }
    }

    /** Reads the description; null if it is damaged. */
    VmDescSummary read(VmDesc desc, MigrationReader reader) throws IOException {
        InputStream json = payloadStore == null ? reader.body() : payloadStore.keepVmDesc(reader.body());
        VmDescSummary summary = null;
        try {
            description = VmDescription.read(json, VmDescLocator.MAX_VMDESC_LENGTH);
            summary = new VmDescSummary(
                    desc.offset(),
                    desc.end() - desc.offset(),
                    description.pageSize(),
                    description.sections().size(),
                    readSavedProfiles());
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
    private SavedProfiles readSavedProfiles() throws IOException {
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
    void checkSections(SpillList<SectionEntry> sections) throws IOException {
        if (description != null) {
            new VmDescCheck(description, findings).check(sections);
        }
        if (description != null && payloadStore != null) {
            payloadStore.decode(new FieldFindingSink(findings));
        }
    }

    /** The guest's page size, if the description says so. */
    OptionalInt pageSize() {
        return description == null ? OptionalInt.empty() : description.pageSize();
    }

    /** The values of the described sections; null if they were not asked for or cannot be told. */
    public VmStateFieldsSource fields() {
        return description == null ? null : payloadStore;
    }
}
