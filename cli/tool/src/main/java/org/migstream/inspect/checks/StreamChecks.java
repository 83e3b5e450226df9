// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import java.io.IOException;
import java.util.List;
import org.migstream.device.SavedDevice;
import org.migstream.report.FindingLog;
import org.migstream.stream.Element;

/** Runs every {@link StreamCheck} over one stream. */
public final class StreamChecks {
    private final List<StreamCheck> checks = StreamCheck.createAll();
    private final FindingLog findings;

    /** @param findings receives the findings of all checks */
    public StreamChecks(FindingLog findings) {
        this.findings = findings;
    }

    /** Checks one element of the main stream that is not a record of a section. */
    public void visit(Element element) {
        for (StreamCheck check : checks) {
            check.visit(element, findings);
        }
    }

    /** Checks the main stream after its last element. */
    public void finishMainStream(MainStreamSummary stream) throws IOException {
        for (StreamCheck check : checks) {
            check.finishMainStream(stream, findings);
        }
    }

    /** Checks a main stream together with its channels. */
    public void finishInputs(InputsSummary inputs) {
        for (StreamCheck check : checks) {
            check.finishInputs(inputs, findings);
        }
    }

    /** Checks one VFIO device. */
    public void checkDevice(SavedDevice device, InputsSummary inputs) {
        for (StreamCheck check : checks) {
            check.checkDevice(device, inputs, findings);
        }
    }
}
