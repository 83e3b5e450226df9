// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.InspectionFindingCodes.STREAM_REDACTED;

import java.io.IOException;
import java.util.Optional;
import org.migstream.profile.ProfileException;
import org.migstream.profile.SavedProfiles;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Reports that a stream was redacted. The mark is in the vmdescription, or before a compressed stream, or in both. */
public final class RedactionMark {
    private RedactionMark() {}

    /** Reports the mark in the metadata before a compressed stream. Other metadata and malformed ones have no mark. */
    public static void report(Optional<byte[]> metadata, FindingLog findings) throws IOException {
        if (metadata.isPresent()) {
            try {
                report(SavedProfiles.read(metadata.get()), findings);
            } catch (ProfileException e) {
                // The commands that use the profiles report them.
                return;
            }
        }
    }

    /** Reports the mark in the profiles, once. */
    public static void report(SavedProfiles profiles, FindingLog findings) {
        if (profiles.isRedacted() && !findings.hasCode(STREAM_REDACTED)) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    STREAM_REDACTED,
                    "the stream was redacted: the data of the guest and of its devices are zero; it is for reading, not for"
                            + " loading"));
        }
    }
}
