// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Collects findings about one configuration space; offsets are those of a register in it. */
final class PciFindingList {
    private final List<Finding> findings = new ArrayList<>();

    void addInfo(int offset, String code, String format, Object... values) {
        add(offset, Severity.INFO, code, format, values);
    }

    void addWarning(int offset, String code, String format, Object... values) {
        add(offset, Severity.WARNING, code, format, values);
    }

    /** For what a hostile space can hold a thousand times: only the first one is kept. */
    void addWarningOnce(int offset, String code, String format, Object... values) {
        if (findings.stream().noneMatch(known -> known.code().equals(code))) {
            addWarning(offset, code, format, values);
        }
    }

    void addError(int offset, String code, String format, Object... values) {
        add(offset, Severity.ERROR, code, format, values);
    }

    /** What was collected so far, in order. */
    List<Finding> toList() {
        return List.copyOf(findings);
    }

    private void add(int offset, Severity severity, String code, String format, Object... values) {
        findings.add(Finding.at(offset, severity, code, String.format(Locale.ROOT, format, values)));
    }
}
