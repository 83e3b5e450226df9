// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.DescribedSection;
import org.migstream.vmstate.VmStateSink;

/** Decodes for the findings alone: they must be known before the first value is shown. */
final class FieldFindingSink implements VmStateSink {
    private final FindingLog findings;
    private SectionKey key;

    FieldFindingSink(FindingLog findings) {
        this.findings = findings;
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) {
        key = section.key();
    }

    @Override
    public void acceptFinding(Finding finding) {
        findings.add(finding, key, null);
    }
}
