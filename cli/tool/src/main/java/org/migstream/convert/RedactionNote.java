// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.inspect.checks.RedactionMark;
import org.migstream.profile.ProfileException;
import org.migstream.profile.SavedProfiles;
import org.migstream.report.FindingLog;
import org.migstream.stream.Element;
import org.migstream.stream.Element.VmDesc;
import org.migstream.vmstate.VmDescription;
import org.migstream.vmstate.VmDescription.VmDescriptionException;

/**
 * Reports that a stream was redacted. For parts of a stream that have no place for the mark: it removes the
 * vmdescription, which has the mark.
 */
final class RedactionNote implements Transform {
    private final FindingLog marks;

    /** @param marks receives the finding, once */
    RedactionNote(FindingLog marks) {
        this.marks = marks;
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        return new TransformingSink(out) {
            @Override
            void transform(Element element, InputStream body) throws IOException {
                if (element instanceof VmDesc description) {
                    reportMark(description, body);
                } else {
                    out().accept(element, body);
                }
            }
        };
    }

    private void reportMark(VmDesc description, InputStream body) throws IOException {
        try {
            byte[] extension = VmDescription.read(body, description.bodyLength())
                    .extension()
                    .orElse(null);
            if (extension != null) {
                RedactionMark.report(SavedProfiles.read(extension), marks);
            }
        } catch (VmDescriptionException | ProfileException e) {
            // The part does not depend on the vmdescription; inspect reports what is wrong with it.
            return;
        }
    }
}
