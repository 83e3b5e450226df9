// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * What is said about a state. It can have millions of parts with the same fault each; of each kind only the first is
 * reported, at the field that was read last.
 */
final class VirtioLimitedFindings {
    private final FieldReader in;
    private final Map<Severity, Set<String>> reportedCodes = new EnumMap<>(Severity.class);
    private boolean clean = true;

    VirtioLimitedFindings(FieldReader in) {
        this.in = in;
    }

    void error(String code, String message) {
        clean = false;
        if (isNew(Severity.ERROR, code)) {
            in.error(code, message);
        }
    }

    void warning(String code, String message) {
        clean = false;
        if (isNew(Severity.WARNING, code)) {
            in.warning(code, message);
        }
    }

    void info(String code, String message) {
        if (isNew(Severity.INFO, code)) {
            in.info(code, message);
        }
    }

    private boolean isNew(Severity severity, String code) {
        return reportedCodes.computeIfAbsent(severity, first -> new HashSet<>()).add(code);
    }

    /** The reader has reported damage by itself. */
    void markDamaged() {
        clean = false;
    }

    /** To be said last, and about the whole: that nothing is wrong, if so. */
    void reportOkIfClean(String message) {
        if (clean) {
            in.report(Finding.of(Severity.INFO, "OK", message));
        }
    }
}
