// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/** Collects reasons in the order in which they are added. A reason may have a subject: a part of a machine. */
final class ReasonList {
    /** Maximum number of listed reasons of one code and severity that are about parts of a machine. */
    private static final int MAX_LISTED = 8;

    private final List<Entry> entries;
    private final @Nullable Subject subject;

    /**
     * What a reason is about.
     *
     * @param section null for a part of the machine that has no section
     * @param names of RAM blocks, registers or fields; an empty name is the section itself
     */
    record Subject(@Nullable SectionKey section, List<String> names) {
        Subject {
            names = List.copyOf(names);
        }
    }

    /** A reason with its subject. */
    record Entry(Reason reason, @Nullable Subject subject) {}

    ReasonList() {
        this(new ArrayList<>(), null);
    }

    private ReasonList(List<Entry> entries, @Nullable Subject subject) {
        this.entries = entries;
        this.subject = subject;
    }

    /** Returns a view that adds reasons about a part of a machine to this list. */
    ReasonList about(@Nullable SectionKey section, String... names) {
        return new ReasonList(entries, new Subject(section, List.of(names)));
    }

    void addError(FindingCode code, String message) {
        add(Finding.of(Severity.ERROR, code, message));
    }

    /** Adds an error about two values that must be equal but differ. */
    void addError(FindingCode code, String message, String saved, String target) {
        add(Finding.of(Severity.ERROR, code, message), saved, target);
    }

    /** Adds an error at an offset in the stream. */
    void addError(FindingCode code, long offset, String message) {
        add(Finding.at(offset, Severity.ERROR, code, message));
    }

    /** Adds an error at an offset in the stream, about two values that must be equal but differ. */
    void addError(FindingCode code, long offset, String message, String saved, String target) {
        add(Finding.at(offset, Severity.ERROR, code, message), saved, target);
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
        add(new Reason(finding, Optional.empty(), Optional.empty()));
    }

    private void add(Finding finding, String saved, String target) {
        add(new Reason(finding, Optional.of(saved), Optional.of(target)));
    }

    private void add(Reason reason) {
        entries.add(new Entry(reason, subject));
    }

    /** Adds a finding as a warning, so that the verdict becomes unknown. The severity of the finding is ignored. */
    void addAsWarning(Finding finding) {
        add(new Finding(Severity.WARNING, finding.code(), finding.message(), finding.offset()));
    }

    void addAll(List<Reason> more) {
        more.forEach(this::add);
    }

    boolean hasCode(FindingCode code) {
        return entries.stream()
                .anyMatch(entry -> entry.reason().finding().code().equals(code.code()));
    }

    /** Returns all reasons with their subjects. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * Returns the reasons to list. Of many with the same code and severity that are about parts of a machine, only the
     * first are listed; one more reason has the number of the others.
     */
    List<Reason> toList() {
        List<Reason> listed = new ArrayList<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, Finding> left = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Finding finding = entry.reason().finding();
            String kind = finding.severity() + " " + finding.code();
            int number = entry.subject() == null ? 0 : counts.merge(kind, 1, Integer::sum);
            if (number <= MAX_LISTED) {
                listed.add(entry.reason());
            } else {
                left.putIfAbsent(kind, finding);
            }
        }
        left.forEach((kind, finding) -> {
            int more = counts.getOrDefault(kind, 0) - MAX_LISTED;
            String message = more + (more == 1 ? " more reason" : " more reasons") + " of this kind";
            listed.add(new Reason(
                    new Finding(finding.severity(), finding.code(), message, finding.offset()),
                    Optional.empty(),
                    Optional.empty()));
        });
        return List.copyOf(listed);
    }
}
