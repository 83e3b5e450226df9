// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.Optional;
import java.util.stream.Collectors;
import org.migstream.inspect.report.RamSummary;
import org.migstream.inspect.report.StreamReport;

/** The block of guest memory, or all of them if there is none of that name. */
final class RamBlockLookup implements Lookup {
    @Override
    public void addEvidence(MessageMatch saying, StreamReport report, StreamEvidence answer) {
        RamSummary ram = report.outline().ram();
        if (ram == null) {
            answer.addText("the stream has no guest memory");
            return;
        }
        String name = saying.group("block");
        Optional<RamSummary.Block> block = ram.blocks().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
        answer.addText(block.map(RamBlockLookup::formatSize)
                .orElseGet(() -> "the stream has no block " + name + ", but "
                        + ram.blocks().stream()
                                .limit(StreamEvidence.MAX_FINDINGS)
                                .map(RamBlockLookup::formatSize)
                                .collect(Collectors.joining(", "))));
    }

    private static String formatSize(RamSummary.Block block) {
        return "%s: 0x%x bytes".formatted(block.name(), block.usedBytes());
    }
}
