// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Collects findings about one configuration space. Each offset is the offset of a register in this space. */
final class PciFindingList {
    private final List<Finding> findings = new ArrayList<>();

    void addInfo(int offset, FindingCode code, String format, Object... values) {
        add(offset, Severity.INFO, code, format, values);
    }

    void addWarning(int offset, FindingCode code, String format, Object... values) {
        add(offset, Severity.WARNING, code, format, values);
    }

    /** Adds only the first warning with this code. A hostile space could repeat the defect many times. */
    void addWarningOnce(int offset, FindingCode code, String format, Object... values) {
        if (findings.stream().noneMatch(known -> known.code().equals(code.code()))) {
            addWarning(offset, code, format, values);
        }
    }

    void addError(int offset, FindingCode code, String format, Object... values) {
        add(offset, Severity.ERROR, code, format, values);
    }

    /** Returns the findings so far, in the order in which they were added. */
    List<Finding> toList() {
        return List.copyOf(findings);
    }

    private void add(int offset, Severity severity, FindingCode code, String format, Object... values) {
        findings.add(Finding.at(offset, severity, code, String.format(Locale.US, format, values)));
    }
}
