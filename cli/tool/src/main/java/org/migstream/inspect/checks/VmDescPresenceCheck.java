// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import org.migstream.report.FindingLog;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Element.EndOfStream;

/**
 * Reports a complete stream without vmdescription. A stream that was truncated after its end mark has the same bytes as
 * one that was written with {@code suppress-vmdesc}.
 */
final class VmDescPresenceCheck implements StreamCheck {
    @Override
    public void finishInputs(InputsSummary inputs, FindingLog findings) {
        EndOfStream end = inputs.outline().endOfStream();
        if (inputs.outcome() == ReadOutcome.COMPLETE
                && end != null
                && inputs.outline().vmdesc() == null
                && !findings.hasCode("vmdesc.malformed")) {
            findings.add(Finding.at(
                    end.end(),
                    Severity.WARNING,
                    "stream.no-description",
                    "no vmdescription follows the end of the stream: the devices' states are complete, but either the"
                            + " source was configured to omit it (suppress-vmdesc) or the input is truncated here"));
        }
    }
}
