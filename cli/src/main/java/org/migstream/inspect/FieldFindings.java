// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.stream.SectionKey;
import org.migstream.vmdesc.DescribedSection;
import org.migstream.vmdesc.VmStateDescription;
import org.migstream.vmdesc.VmStateField;
import org.migstream.vmdesc.VmStateSink;
import org.migstream.vmdesc.VmStateValue;

/** Decodes for the findings alone: they must be known before the first value is shown. */
final class FieldFindings implements VmStateSink {
    private final FindingLog findings;
    private SectionKey key;

    FieldFindings(FindingLog findings) {
        this.findings = findings;
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) {
        key = new SectionKey(section.idstr(), section.instanceId());
    }

    @Override
    public void finding(Finding finding) {
        findings.add(finding, key, null);
    }

    @Override
    public void beginStruct(VmStateField field, long index, VmStateDescription description) {
        // Values are shown later.
    }

    @Override
    public void endStruct() {
        // Values are shown later.
    }

    @Override
    public void beginSubsection(VmStateDescription description, long offset) {
        // Values are shown later.
    }

    @Override
    public void endSubsection() {
        // Values are shown later.
    }

    @Override
    public void value(VmStateField field, long index, long offset, VmStateValue value) {
        // Values are shown later.
    }

    @Override
    public void endDevice(long unreadBytes) {
        // Values are shown later.
    }
}
