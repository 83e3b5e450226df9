// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.migstream.report.FindingLog;
import org.migstream.report.InspectionFindingCodes;
import org.migstream.report.LocatedFinding;
import org.migstream.report.MachineFindingCodes;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/** A log keeps the first 1000 findings; the comparison must not depend on which ones those are. */
class FindingBaselineTest {
    private static final int MANY = 1500;

    private final FindingLog before = new FindingLog(false);
    private final FindingLog after = new FindingLog(false);

    private static void add(FindingLog log, Severity severity, String code, int section) {
        log.add(Finding.of(severity, code, "of section " + section), new SectionKey("s" + section, 0), null);
    }

    private static void addMany(FindingLog log, String code, int from, int to) {
        for (int section = from; section < to; section++) {
            add(log, Severity.WARNING, code, section);
        }
    }

    private Optional<String> newFault() {
        return baseline(after)
                .firstNotIn(baseline(before))
                .map(located ->
                        located.finding().code() + ": " + located.finding().message());
    }

    private static FindingBaseline baseline(FindingLog log) {
        return FindingBaseline.of(ReadOutcome.COMPLETE, 0, log);
    }

    @Test
    void findingsThatWereNotListedBefore_areNoNewFaults() {
        addMany(before, "a", 0, MANY);
        addMany(after, "a", 1200, MANY);
        assertEquals(Optional.empty(), newFault());
    }

    @Test
    void sameNumberOfFindings_isNoNewFault() {
        addMany(before, "a", 0, MANY);
        addMany(after, "a", 0, MANY);
        assertEquals(Optional.empty(), newFault());
    }

    @Test
    void moreFindingsThanBefore_areAFault() {
        addMany(before, "a", 0, MANY);
        addMany(after, "a", 0, MANY + 1);
        assertEquals(Optional.of("a: of section 0"), newFault());
    }

    @Test
    void unlistedFindingOfAnotherCode_isAFault() {
        addMany(before, "a", 0, MANY);
        addMany(after, "a", 0, MANY - 1);
        add(after, Severity.ERROR, "b", 0);
        assertEquals(Optional.of("b: 1 finding of this kind, which the report does not list"), newFault());
    }

    @Test
    void worseSeverityOfKnownCode_isAFault() {
        add(before, Severity.WARNING, "a", 0);
        add(after, Severity.ERROR, "a", 0);
        assertEquals(Optional.of("a: of section 0"), newFault());
    }

    @Test
    void knownCodeInAnotherSection_isAFault() {
        addMany(before, "a", 0, 2);
        addMany(after, "a", 2, 3);
        assertEquals(Optional.of("a: of section 2"), newFault());
    }

    @Test
    void informationAndFindingsOfTheReader_areNotCompared() {
        add(after, Severity.INFO, "a", 0);
        add(after, Severity.WARNING, InspectionFindingCodes.STREAM_SCANNED.code(), 0);
        assertEquals(Optional.empty(), newFault());
    }

    /** Only {@code --redact} clears data; in any other result, cleared data are a defect of the conversion. */
    @Test
    void clearedData_areAFaultUnlessTheResultIsRedacted() {
        String code = MachineFindingCodes.RAM_MAPPED_EMPTY.code();
        FindingLog cleared = new FindingLog(false);
        addMany(cleared, code, 0, MANY);
        assertEquals(Optional.of(code), codeOf(baseline(cleared).firstNotIn(baseline(before))));
        assertEquals(Optional.empty(), baseline(cleared).withoutRedaction().firstNotIn(baseline(before)));
        add(cleared, Severity.ERROR, "b", 0);
        assertEquals(
                Optional.of("b"), codeOf(baseline(cleared).withoutRedaction().firstNotIn(baseline(before))));
    }

    private static Optional<String> codeOf(Optional<LocatedFinding> located) {
        return located.map(found -> found.finding().code());
    }
}
