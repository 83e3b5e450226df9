// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/** Collects reasons in the order in which they are added. */
final class ReasonList {
    private final List<Reason> reasons = new ArrayList<>();

    void addError(FindingCode code, String message) {
        add(Finding.of(Severity.ERROR, code, message));
    }

    /** Adds an error about two values that must be equal but differ. */
    void addError(FindingCode code, String message, String saved, String target) {
        reasons.add(new Reason(Finding.of(Severity.ERROR, code, message), Optional.of(saved), Optional.of(target)));
    }

    /** Adds an error at an offset in the stream. */
    void addError(FindingCode code, long offset, String message) {
        add(Finding.at(offset, Severity.ERROR, code, message));
    }

    /** Adds an error at an offset in the stream, about two values that must be equal but differ. */
    void addError(FindingCode code, long offset, String message, String saved, String target) {
        reasons.add(
                new Reason(Finding.at(offset, Severity.ERROR, code, message), Optional.of(saved), Optional.of(target)));
    }

    /** Adds a warning at an offset in the stream. */
    void addWarning(FindingCode code, long offset, String message) {
        add(Finding.at(offset, Severity.WARNING, code, message));
    }

    void addWarning(FindingCode code, String message) {
        add(Finding.of(Severity.WARNING, code, message));
    }

    void addInfo(FindingCode code, String message) {
        add(Finding.of(Severity.INFO, code, message));
    }

    void add(Finding finding) {
        reasons.add(new Reason(finding, Optional.empty(), Optional.empty()));
    }

    /** Adds a finding as a warning, so that the verdict becomes unknown. The severity of the finding is ignored. */
    void addAsWarning(Finding finding) {
        add(new Finding(Severity.WARNING, finding.code(), finding.message(), finding.offset()));
    }

    void addAll(List<Reason> more) {
        reasons.addAll(more);
    }

    boolean hasCode(FindingCode code) {
        return reasons.stream().anyMatch(reason -> reason.finding().code().equals(code.code()));
    }

    List<Reason> toList() {
        return List.copyOf(reasons);
    }
}
