// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.InspectionFindingCodes.VMDESC_MALFORMED;
import static org.migstream.report.InspectionFindingCodes.VMDESC_PROFILE;
import static org.migstream.vmstate.VmStateFindingCodes.VMSTATE_LIMIT;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.checks.RedactionMark;
import org.migstream.inspect.report.StreamOutline.VmDescSummary;
import org.migstream.inspect.report.StreamReport.VmStateFieldsSource;
import org.migstream.io.LimitExceededException;
import org.migstream.profile.ProfileException;
import org.migstream.profile.SavedProfiles;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Element.SectionRecord;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.vmstate.VmDescription;
import org.migstream.vmstate.VmDescription.VmDescriptionException;

/** Reads the vmdescription at the end of a stream and decodes the sections that it describes. */
public final class VmDescReader {
    private final FindingLog findings;
    private final @Nullable SectionPayloadStore payloadStore;
    private @Nullable VmDescription description;

    /** @param payloadStore keeps payloads of sections until they are decoded; null if they are not needed */
    public VmDescReader(FindingLog findings, @Nullable SectionPayloadStore payloadStore) {
        this.findings = findings;
        this.payloadStore = payloadStore;
    }

    /** Keeps the payload of a section, to which pieces may follow, if payloads are needed. */
    void begin(Section section) throws LimitExceededException {
        if (payloadStore != null) {
            payloadStore.begin(section);
        }
    }

    /** Keeps a piece of the payload of a section, if payloads are needed. */
    void keep(Section section, SectionRecord piece, MigrationReader reader) throws IOException {
        if (payloadStore != null) {
            payloadStore.keep(section, piece, reader);
        }
    }

    /**
     * Reads the vmdescription; returns empty if it is malformed.
     *
     * @throws LimitExceededException if it exceeds a limit, and may be faultless
     */
    Optional<VmDescSummary> read(VmDesc desc, MigrationReader reader) throws IOException {
        InputStream json = payloadStore == null ? reader.body() : payloadStore.keepVmDesc(reader.body());
        Optional<VmDescSummary> summary = Optional.empty();
        try {
            VmDescription read = VmDescription.read(json, VmDescLocator.MAX_VMDESC_LENGTH);
            description = read;
            summary = Optional.of(new VmDescSummary(
                    desc.offset(),
                    desc.end() - desc.offset(),
                    read.pageSize(),
                    read.sections().size(),
                    readSavedProfiles(read).orElse(null)));
        } catch (VmDescriptionException e) {
            if (e.isLimit()) {
                throw new LimitExceededException(
                        VMSTATE_LIMIT,
                        desc.bodyOffset() + e.offset(),
                        "the vmdescription exceeds a limit of migstream: " + e.getMessage());
            }
            findings.add(Finding.at(
                    desc.bodyOffset() + e.offset(),
                    Severity.ERROR,
                    VMDESC_MALFORMED,
                    "the vmdescription cannot be read (QEMU itself ignores it): " + e.getMessage()));
        }
        reader.skipBody();
        return summary;
    }

    /** Reads the device profiles that migstream added to the vmdescription. A malformed profile gives a warning. */
    private Optional<SavedProfiles> readSavedProfiles(VmDescription from) throws IOException {
        if (from.extension().isEmpty()) {
            return Optional.empty();
        }
        try {
            SavedProfiles saved = SavedProfiles.read(from.extension().get());
            RedactionMark.report(saved, findings);
            return Optional.of(saved);
        } catch (ProfileException e) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    VMDESC_PROFILE,
                    "the device profiles in the vmdescription cannot be read: " + e.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * Decodes the fields of all described sections, if payloads were kept, and reports only the findings. A report
     * lists findings before fields, so the fields are decoded a second time when they are written.
     */
    void decodeFields() throws IOException {
        if (description != null && payloadStore != null) {
            payloadStore.decode(new DecodedFieldCheck(findings), DecodedFieldCheck.HEAD_BYTES);
        }
    }

    /** Returns the vmdescription; empty if it was not reached or is malformed. */
    Optional<VmDescription> vmDescription() {
        return Optional.ofNullable(description);
    }

    /** Returns the guest's page size in bytes, if the vmdescription has it. */
    OptionalInt pageSize() {
        return description == null ? OptionalInt.empty() : description.pageSize();
    }

    /** Returns the values of the described sections; empty if they were not requested or cannot be decoded. */
    public Optional<VmStateFieldsSource> fields() {
        return description == null ? Optional.empty() : Optional.ofNullable(payloadStore);
    }
}
