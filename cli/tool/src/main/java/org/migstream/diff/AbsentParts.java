// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.ArrayList;
import java.util.List;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.checks.MissingChannels;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.inspect.report.StreamReport;

/** The parts of a machine that its stream does not contain, and the sentences about parts that neither input contains. */
final class AbsentParts {
    /** The sentence about guest memory on channels. */
    static final String PAGES_ON_CHANNELS =
            "pages of guest memory that went over multifd channels, which are given for neither input";

    /** The sentence about states of devices on channels. */
    static final String STATES_ON_CHANNELS =
            "states of devices that went over multifd channels, which are given for neither input";

    private AbsentParts() {}

    /** Returns the sentence about a RAM block that both sources left out. */
    static String leftOutBlock(String name) {
        return "the content of RAM block \"" + name
                + "\": it is shared memory, which x-ignore-shared leaves out of both inputs";
    }

    /** Returns whether pages went over multifd channels that are not given. */
    static boolean hasPagesOnChannels(StreamReport report) {
        return report.channels().isEmpty() && MissingChannels.hasPagesOnChannels(report.outline());
    }

    /** Returns whether the source left out a RAM block. */
    static boolean isLeftOut(StreamReport report, String name) {
        RamSummary ram = report.outline().ram();
        return ram != null
                && ram.blocks().stream()
                        .anyMatch(block -> block.leftOut() && block.name().equals(name));
    }

    /** Returns the sentences about two inputs with the same bytes. */
    static List<String> ofIdentical(StreamReport report) {
        List<String> sentences = new ArrayList<>();
        if (hasPagesOnChannels(report)) {
            sentences.add(PAGES_ON_CHANNELS);
        }
        if (report.devices().stream().map(device -> device.device()).anyMatch(SavedDevice::hasUnreadMultifdData)) {
            sentences.add(STATES_ON_CHANNELS);
        }
        RamSummary ram = report.outline().ram();
        if (ram != null) {
            ram.blocks().stream()
                    .filter(RamSummary.Block::leftOut)
                    .map(block -> leftOutBlock(block.name()))
                    .forEach(sentences::add);
        }
        return sentences;
    }
}
