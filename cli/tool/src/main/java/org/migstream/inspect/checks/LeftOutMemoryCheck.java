// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.InspectionFindingCodes.MULTIFD_CHANNELS_NEEDED;
import static org.migstream.report.MigrationModeFindingCodes.RAM_LEFT_OUT;
import static org.migstream.report.MigrationModeFindingCodes.RAM_MISSING_PAGES;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.checks.StreamChecks.InputsSummary;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.report.FindingLog;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.Section;

/**
 * Reports memory that the stream does not have. A source leaves some out: shared memory with the capability {@code
 * x-ignore-shared}, which the mode cpr-reboot needs, and all memory in the modes cpr-transfer and cpr-exec ({@code
 * migrate_ram_is_ignored} in migration/ram.c; the CPR modes since 10.0 and 10.2). If the stream shows this, it is
 * information. If not, pages may be lost: QEMU loads such a stream without an error.
 */
final class LeftOutMemoryCheck implements StreamCheck {
    /** Maximum number of block names in a message; a machine has about ten blocks. */
    private static final int MAX_NAMES = 8;

    private boolean cprSection;

    @Override
    public void visit(Element element, FindingLog findings) {
        cprSection |= element instanceof Section head && CprDeviceCheck.isCprSection(head);
    }

    @Override
    public void finishInputs(InputsSummary inputs, FindingLog findings) {
        RamSummary ram = inputs.outline().ram();
        if (ram == null) {
            return;
        }
        boolean usesMultifd =
                ram.multifdFlushes() > 0 || !inputs.channels().isEmpty() || findings.hasCode(MULTIFD_CHANNELS_NEEDED);
        if (ram.ended()) {
            reportLeftOut(inputs, ram, usesMultifd, findings);
        }
        if (inputs.outcome() == ReadOutcome.COMPLETE && !usesMultifd && !ram.isWithoutPages()) {
            reportMissingPages(ram, inputs.outline().postcopy(), findings);
        }
    }

    private void reportLeftOut(InputsSummary inputs, RamSummary ram, boolean usesMultifd, FindingLog findings) {
        List<RamSummary.Block> leftOut =
                ram.blocks().stream().filter(RamSummary.Block::leftOut).toList();
        if (!leftOut.isEmpty()) {
            add(
                    findings,
                    Severity.INFO,
                    "the stream has no page of the RAM " + (leftOut.size() == 1 ? "block " : "blocks ")
                            + listNames(leftOut)
                            + " (" + PrintableText.formatBytes(bytesOf(leftOut))
                            + "): with x-ignore-shared, memory that is shared stays where it is, and the destination"
                            + " must map the same memory (the mode cpr-reboot uses this too)"
                            + (isMapped(inputs) ? "; together with mapped-ram, only QEMU 11.0 and later load it" : ""));
        } else if (ram.isWithoutPages() && !usesMultifd) {
            String reason = reasonForNoPage(inputs);
            add(
                    findings,
                    reason == null ? Severity.WARNING : Severity.INFO,
                    "the stream has no page of guest memory: "
                            + (reason == null
                                    ? "it was left out (the modes cpr-transfer and cpr-exec of QEMU hand the memory over;"
                                            + " 'convert --strip-ram' removes it), QEMU before 8.1 sent it over multifd"
                                            + " channels, or it is lost; nothing in the stream shows which"
                                    : reason));
        }
    }

    /** Returns why the source sent no page, if the stream proves it; null if it does not. */
    private @Nullable String reasonForNoPage(InputsSummary inputs) {
        if (cprSection) {
            return "CPR (cpr-transfer or cpr-exec) keeps the memory in place and hands it over to the new QEMU process";
        }
        Configuration configuration = inputs.outline().configuration();
        return configuration != null && configuration.isIgnoringShared()
                ? "with x-ignore-shared, memory that is shared stays where it is, and the destination must map the same"
                        + " memory"
                : null;
    }

    private static void reportMissingPages(RamSummary ram, boolean postcopy, FindingLog findings) {
        OptionalLong missing = ram.missingPages();
        if (missing.isEmpty() && postcopy) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    RAM_MISSING_PAGES,
                    "whether the recording has all pages of guest memory is not known: with postcopy-preempt, the source"
                            + " sends pages over another connection, too"));
        } else if (missing.orElse(0) > 0) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    RAM_MISSING_PAGES,
                    "guest memory has " + PrintableText.formatCount(ram.pageCount(), "page")
                            + ", but the stream has no copy of "
                            + missing.getAsLong() + " of them: "
                            + (postcopy
                                    ? "the source sent them over another connection (postcopy-preempt), or they are lost"
                                    : "the guest reported them as free (virtio-balloon) or they are not plugged"
                                            + " (virtio-mem), or they are lost")));
        }
    }

    private static boolean isMapped(InputsSummary inputs) {
        Configuration configuration = inputs.outline().configuration();
        return configuration != null && configuration.isMappedRam();
    }

    private static String listNames(List<RamSummary.Block> blocks) {
        String names = blocks.stream()
                .limit(MAX_NAMES)
                .map(block -> '"' + block.name() + '"')
                .collect(Collectors.joining(", "));
        int more = blocks.size() - MAX_NAMES;
        return more > 0 ? names + " and " + more + " more" : names;
    }

    private static long bytesOf(List<RamSummary.Block> blocks) {
        return blocks.stream().mapToLong(RamSummary.Block::usedBytes).sum();
    }

    private static void add(FindingLog findings, Severity severity, String message) {
        findings.add(Finding.of(severity, RAM_LEFT_OUT, message));
    }
}
