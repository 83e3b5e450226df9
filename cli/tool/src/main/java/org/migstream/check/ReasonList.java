// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.spi.Finding;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/** Collects reasons in the order in which they come up. */
final class ReasonList {
    private final List<Reason> reasons = new ArrayList<>();

    void addError(String code, String message) {
        add(Finding.of(Severity.ERROR, code, message));
    }

    /** Two values that should be the same and are not. */
    void addError(String code, String message, String saved, String target) {
        reasons.add(new Reason(Finding.of(Severity.ERROR, code, message), Optional.of(saved), Optional.of(target)));
    }

    void addWarning(String code, String message) {
        add(Finding.of(Severity.WARNING, code, message));
    }

    void addInfo(String code, String message) {
        add(Finding.of(Severity.INFO, code, message));
    }

    void add(Finding finding) {
        reasons.add(new Reason(finding, Optional.empty(), Optional.empty()));
    }

    /** Something that keeps the answer from being known, however bad it is for whom it concerns. */
    void addAsWarning(Finding finding) {
        add(new Finding(Severity.WARNING, finding.code(), finding.message(), finding.offset()));
    }

    /** Something that is worth knowing, but decides nothing here. */
    void addAsInfo(Finding finding) {
        add(new Finding(Severity.INFO, finding.code(), finding.message(), finding.offset()));
    }

    void addAll(List<Reason> more) {
        reasons.addAll(more);
    }

    boolean hasCode(String code) {
        return reasons.stream().anyMatch(reason -> reason.finding().code().equals(code));
    }

    List<Reason> toList() {
        return List.copyOf(reasons);
    }
}
