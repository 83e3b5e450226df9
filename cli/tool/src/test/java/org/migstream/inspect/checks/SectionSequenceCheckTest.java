// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.report.FindingLog;
import org.migstream.report.LocatedFinding;
import org.migstream.spi.Severity;
import org.migstream.stream.Command;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.Section;
import org.migstream.stream.Section.Framing;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;

/** Checks lost, repeated and misplaced sections, which leave the framing intact. */
class SectionSequenceCheckTest {
    private static final SectionKey RAM = new SectionKey("ram", 0);
    private static final SectionKey VFIO = new SectionKey("0000:00:01.0/vfio", 0);

    private final FindingLog findings = new FindingLog(false);
    private final SectionSequenceCheck sequenceCheck = new SectionSequenceCheck();

    private SectionSequenceCheckTest section(Kind kind, long id, SectionKey key) {
        sequenceCheck.visit(new Section(8, kind, id, key, 4, Framing.SELF_DELIMITING), findings);
        return this;
    }

    private List<String> finishedCodes() {
        sequenceCheck.visit(new EndOfStream(100), findings);
        return findings.all().stream().map(located -> located.finding().code()).toList();
    }

    @Test
    void completeMigration_hasNoFindings() {
        section(Kind.START, 1, RAM).section(Kind.START, 2, VFIO);
        section(Kind.PART, 1, RAM).section(Kind.PART, 2, VFIO);
        section(Kind.END, 1, RAM).section(Kind.END, 2, VFIO).section(Kind.FULL, 2, VFIO);
        assertEquals(List.of(), finishedCodes());
    }

    @Test
    void missingEndSection_isError() {
        section(Kind.START, 1, RAM).section(Kind.START, 2, VFIO).section(Kind.END, 1, RAM);
        assertEquals(List.of("stream.no-end"), finishedCodes());
        LocatedFinding finding = findings.all().get(0);
        assertEquals(VFIO, finding.section());
        assertEquals(Severity.ERROR, finding.finding().severity());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ram", "block", "dirty-bitmap", "spapr/htab", "s390-storage_attributes", "vfio"})
    void missingEndOfHandlerThatSendsEnd_isError(String idstr) {
        section(Kind.START, 3, RAM).section(Kind.END, 3, RAM).section(Kind.START, 9, new SectionKey(idstr, 0));
        assertEquals(List.of("stream.no-end"), finishedCodes());
        assertEquals(Severity.ERROR, findings.worst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pbs-state", "unknown", "ramx", "vfio/x", "s390-skeys"})
    void missingEndOfOtherHandler_hasNoFindings(String idstr) {
        section(Kind.START, 3, RAM).section(Kind.END, 3, RAM).section(Kind.START, 9, new SectionKey(idstr, 0));
        assertEquals(List.of(), finishedCodes());
    }

    /** QEMU sends the START section of the bitmaps before it knows that there are none, and then nothing more. */
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1"})
    void dirtyBitmapsWithoutEnd_areErrorUnlessThereAreNone(int payload, int errors) {
        Section start = new Section(8, Kind.START, 5, new SectionKey("dirty-bitmap", 0), 1, Framing.SELF_DELIMITING);
        section(Kind.START, 1, RAM).section(Kind.END, 1, RAM);
        sequenceCheck.visit(start, findings);
        sequenceCheck.visit(new SectionFooter(start.bodyOffset() + payload, 5, true), findings);
        assertEquals(Collections.nCopies(errors, "stream.no-end"), finishedCodes());
    }

    @Test
    void backgroundSnapshotWithoutEnd_isWarning() {
        section(Kind.START, 1, RAM).section(Kind.PART, 1, RAM);
        assertEquals(List.of("stream.no-end"), finishedCodes());
        assertEquals(Severity.WARNING, findings.worst());
    }

    @Test
    void missingEndAfterSwitchover_isError() {
        section(Kind.START, 1, RAM);
        sequenceCheck.visit(new Command(30, Command.Name.SWITCHOVER_START.code(), 0), findings);
        assertEquals(List.of("stream.no-end"), finishedCodes());
        assertEquals(Severity.ERROR, findings.worst());
    }

    @Test
    void postcopyWithoutEnd_isError() {
        section(Kind.START, 1, RAM);
        sequenceCheck.visit(new Command(30, Command.Name.PACKAGED.code(), 4), findings);
        assertEquals(List.of("stream.no-end"), finishedCodes());
        assertEquals(Severity.ERROR, findings.worst());
    }

    @Test
    void repeatedOrLateSections_areErrors() {
        section(Kind.START, 1, RAM).section(Kind.END, 1, RAM).section(Kind.PART, 1, RAM);
        section(Kind.END, 1, RAM).section(Kind.START, 1, RAM).section(Kind.END, 1, RAM);
        assertEquals(
                List.of("stream.after-end", "stream.after-end", "stream.repeated-start", "stream.after-end"),
                finishedCodes());
    }

    @Test
    void sectionIdOfTwoDevices_isError() {
        section(Kind.FULL, 5, new SectionKey("cpu_common", 0)).section(Kind.FULL, 5, new SectionKey("cpu", 0));
        assertEquals(List.of("stream.section-id"), finishedCodes());
    }
}
