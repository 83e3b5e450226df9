// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.Configuration;

/** Which machine the stream says it is of. */
final class MachineLookup implements Lookup {
    @Override
    public void addEvidence(MessageMatch saying, StreamReport report, StreamEvidence answer) {
        Configuration configuration = report.outline().configuration();
        if (configuration == null) {
            answer.addText("the stream does not name its machine");
        } else {
            boolean same = configuration.machine().equals(saying.group("received"));
            answer.addAtOffset(
                    null,
                    configuration.offset(),
                    "the stream's machine is " + configuration.machine() + (same ? "" : ": another stream is meant"));
        }
    }
}
