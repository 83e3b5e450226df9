// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.InspectionVerdict;
import org.migstream.inspect.report.Place;
import org.migstream.inspect.report.Standing;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.inspect.report.UncheckedParts;
import org.migstream.report.InputSummary;
import org.migstream.spi.Severity;

/**
 * The most important parts of a report, with all decisions about words and order.
 *
 * @param input the name is not escaped
 * @param verdict on the input
 * @param facts about the input, in the order of the overview
 * @param devices in the order of the stream
 * @param findings the worst first
 * @param unlistedFindings the number of findings that the report has not kept
 * @param unchecked what was not checked, each a phrase
 * @param next commands that show more, the most helpful first
 */
public record Overview(
        InputSummary input,
        InspectionVerdict verdict,
        List<Fact> facts,
        List<DeviceRow> devices,
        List<FindingRow> findings,
        long unlistedFindings,
        List<String> unchecked,
        List<NextCommand> next) {
    /** Copies the lists. */
    public Overview {
        facts = List.copyOf(facts);
        devices = List.copyOf(devices);
        findings = List.copyOf(findings);
        unchecked = List.copyOf(unchecked);
        next = List.copyOf(next);
    }

    /**
     * Returns the overview of a report.
     *
     * @param options words that the user gave to {@code inspect} and that other commands need to read the same input, such
     *     as {@code --channel} and the name of a file
     */
    public static Overview of(StreamReport report, List<String> options) throws IOException {
        List<DeviceRow> rows = new ArrayList<>();
        ShortNames names = ShortNames.of(report.devices());
        for (DeviceReport device : report.devices()) {
            rows.add(DeviceRow.of(report, device, names.of(device)));
        }
        List<FindingRow> findings = FindingRanking.rank(report, names);
        return new Overview(
                report.input(),
                InspectionVerdict.of(report),
                StreamFacts.of(report),
                rows,
                findings,
                report.findings().droppedCount(),
                UncheckedParts.of(report, names::of),
                NextCommands.of(report, rows, findings, options));
    }

    /**
     * Returns the rows for a table with few rows. If not all devices fit, the worst ones are returned, each group in the order
     * of the stream.
     */
    public List<DeviceRow> worstDevices(int count) {
        if (devices.size() <= count) {
            return devices;
        }
        List<DeviceRow> worst = new ArrayList<>();
        for (Standing standing : List.of(Standing.BROKEN, Standing.UNKNOWN, Standing.SOUND)) {
            for (DeviceRow row : devices) {
                if (worst.size() < count && row.verdict().standing() == standing) {
                    worst.add(row);
                }
            }
        }
        return worst;
    }

    /**
     * A fact about the input.
     *
     * @param group facts of the same group belong together
     * @param label the name of the fact
     * @param text the value; understandable next to the other facts of its group without the label
     */
    public record Fact(Group group, String label, String text) {
        /** A group of facts. */
        public enum Group {
            STREAM("stream"),
            MEMORY("memory"),
            DEVICES("devices"),
            CHANNELS("channels"),
            MESSAGES("messages");

            private final String label;

            Group(String word) {
                label = word;
            }

            /** Returns the name of the group. */
            public String label() {
                return label;
            }
        }
    }

    /**
     * A finding.
     *
     * @param severity as it counts: with {@code --strict}, warnings are errors
     * @param device the short name of the device that it is about; empty if it is about the input as a whole
     * @param decoder the name of the decoder that reported it; empty for other findings
     * @param statePlace where in the state of the device; null if that is not known
     * @param streamPlace where in the stream or channel; null if that is not known
     * @param code of the finding
     * @param message of the finding
     */
    public record FindingRow(
            Severity severity,
            String device,
            String decoder,
            @Nullable Long statePlace,
            @Nullable Place streamPlace,
            String code,
            String message) {}

    /**
     * A command that shows more.
     *
     * @param words of the command line, not escaped and not quoted; the first one is {@code migstream}
     * @param added the options that this command has and the command of the user does not have; empty if it is another command
     * @param purpose a phrase that begins with a verb
     */
    public record NextCommand(List<String> words, List<String> added, String purpose) {
        /** The place of the program that writes a pipe, in front of a command. */
        public static final String WRITER = "... | ";

        /** The input of a command that reads a pipe. */
        static final String PIPE = "-";

        /** Copies the lists. */
        public NextCommand {
            words = List.copyOf(words);
            added = List.copyOf(added);
        }

        /** Returns whether the command reads an input that is gone: a pipe must be written again. */
        public boolean readsPipe() {
            return words.get(words.size() - 1).equals(PIPE);
        }

        /** Returns the words that a user can type, after the program that writes the pipe if there is one. */
        public List<String> typedWords() {
            return readsPipe() ? words.subList(0, words.size() - 1) : words;
        }
    }
}
