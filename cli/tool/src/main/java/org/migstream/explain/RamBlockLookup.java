// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.Optional;
import java.util.stream.Collectors;
import org.migstream.inspect.report.RamSummary;
import org.migstream.inspect.report.StreamReport;

/** The block of guest memory, or all of them if there is none of that name. */
final class RamBlockLookup implements Lookup {
    @Override
    public void look(Saying saying, StreamReport report, Answer answer) {
        RamSummary ram = report.frame().ram();
        if (ram == null) {
            answer.say("the stream has no guest memory");
            return;
        }
        String name = saying.group("block");
        Optional<RamSummary.Block> block = ram.blocks().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
        answer.say(block.map(RamBlockLookup::size)
                .orElseGet(() -> "the stream has no block " + name + ", but "
                        + ram.blocks().stream()
                                .limit(Answer.MOST)
                                .map(RamBlockLookup::size)
                                .collect(Collectors.joining(", "))));
    }

    private static String size(RamSummary.Block block) {
        return "%s: 0x%x bytes".formatted(block.name(), block.usedBytes());
    }
}
