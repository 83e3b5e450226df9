// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.io.InputFindingCodes;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

class FindingLogTest {
    @ParameterizedTest
    @CsvSource({
        "false, INFO, INFO",
        "false, WARNING, WARNING",
        "false, ERROR, ERROR",
        "true, INFO, INFO",
        "true, WARNING, ERROR",
        "true, ERROR, ERROR"
    })
    void strict_turnsWarningsIntoErrors(boolean strict, Severity severity, Severity judged) {
        FindingLog log = new FindingLog(strict);
        Finding finding = Finding.at(5, severity, "a.b", "message");
        log.add(finding);
        assertEquals(judged, log.worst());
        assertEquals(List.of(new LocatedFinding(Finding.at(5, judged, "a.b", "message"), null, null)), log.all());
    }

    @Test
    void worst_isIndependentOfOrder() {
        FindingLog log = new FindingLog(false);
        assertEquals(Severity.INFO, log.worst());
        log.add(finding(Severity.ERROR));
        log.add(finding(Severity.WARNING));
        assertEquals(Severity.ERROR, log.worst());
        assertEquals(Optional.empty(), log.stopReason());
    }

    /** Findings over the limit count for the severity. */
    @ParameterizedTest
    @CsvSource({"999, 999", "1000, 1000", "1001, 1001", "100000, 1001"})
    void findingsOverLimit_areCounted(int added, int listed) {
        FindingLog log = new FindingLog(false);
        for (int i = 1; i < added; i++) {
            log.add(finding(Severity.WARNING));
        }
        log.add(finding(Severity.ERROR));
        assertEquals(Severity.ERROR, log.worst());
        assertEquals(listed, log.all().size());
        Finding last = log.all().get(listed - 1).finding();
        assertEquals(added > 1000 ? "report.more-findings" : "a.b", last.code());
        assertEquals(Severity.ERROR, last.severity());
        if (added > 1000) {
            assertEquals(FindingLog.omittedMessage(added - 1000), last.message());
        }
    }

    @Test
    void omittedMessage_isSingularForOne() {
        assertEquals("1 more finding is not listed", FindingLog.omittedMessage(1));
        assertEquals("2 more findings are not listed", FindingLog.omittedMessage(2));
    }

    @Test
    void stopReason_isKeptOverLimit() {
        FindingLog log = new FindingLog(false);
        for (int i = 0; i < 2000; i++) {
            log.add(finding(Severity.ERROR));
        }
        Finding damage = Finding.at(7, Severity.ERROR, InputFindingCodes.STREAM_TRUNCATED, "damaged");
        log.addStopReason(damage, null, "channel");
        log.addStopReason(finding(Severity.ERROR), null, null);
        LocatedFinding reason = new LocatedFinding(damage, null, "channel");
        assertEquals(Optional.of(reason), log.stopReason());
        assertTrue(log.all().contains(reason));
        assertTrue(log.hasCode(InputFindingCodes.STREAM_TRUNCATED));
        assertFalse(log.hasCode(InspectionFindingCodes.STREAM_SCANNED));
    }

    private static Finding finding(Severity severity) {
        return Finding.of(severity, "a.b", "message");
    }
}
