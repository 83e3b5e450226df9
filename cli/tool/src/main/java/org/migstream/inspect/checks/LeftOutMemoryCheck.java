// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.MigrationModeFindingCodes.RAM_LEFT_OUT;

import java.util.List;
import java.util.stream.Collectors;
import org.migstream.inspect.checks.StreamChecks.InputsSummary;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.report.FindingLog;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.Section;

/**
 * Reports memory that the source left out of the stream. QEMU leaves out shared memory with the capability {@code
 * x-ignore-shared}, which the mode cpr-reboot needs, and all memory in the modes cpr-transfer and cpr-exec ({@code
 * migrate_ram_is_ignored} in migration/ram.c; the CPR modes since 10.0 and 10.2).
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
        if (ram == null || !ram.ended()) {
            return;
        }
        List<RamSummary.Block> leftOut =
                ram.blocks().stream().filter(RamSummary.Block::leftOut).toList();
        if (!leftOut.isEmpty()) {
            add(
                    findings,
                    "the stream has no page of the RAM " + (leftOut.size() == 1 ? "block " : "blocks ")
                            + listNames(leftOut)
                            + " (" + PrintableText.formatBytes(bytesOf(leftOut))
                            + "): with x-ignore-shared, memory that is shared stays where it is, and the destination"
                            + " must map the same memory (the mode cpr-reboot uses this too)"
                            + (isMapped(inputs) ? "; together with mapped-ram, only QEMU 11.0 and later load it" : ""));
        } else if (ram.isWithoutPages()
                && ram.multifdFlushes() == 0
                && inputs.channels().isEmpty()) {
            add(
                    findings,
                    "the stream has no page of guest memory: "
                            + (cprSection
                                    ? "CPR (cpr-transfer or cpr-exec) keeps the memory in place and hands it over to the"
                                            + " new QEMU process"
                                    : "it was left out (the modes cpr-transfer and cpr-exec of QEMU hand the memory over;"
                                            + " 'convert --strip-ram' removes it), or QEMU before 8.1 sent it over multifd"
                                            + " channels"));
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

    private static void add(FindingLog findings, String message) {
        findings.add(Finding.of(Severity.INFO, RAM_LEFT_OUT, message));
    }
}
