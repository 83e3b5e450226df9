// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.SectionKey;

/**
 * The lines of a text in which no known message was found. Blank lines do not count.
 *
 * @param count the number of these lines
 * @param lines the number of all lines that were searched
 * @param numbers the numbers of the first of these lines, from 1; a text of which only the end was searched is counted from
 *     its start
 * @param suspiciousCount the number of these lines that have a word such as {@code error}, or name a device of the stream
 * @param suspicious the first of those lines
 */
public record UnexplainedLines(
        int count, int lines, List<Long> numbers, int suspiciousCount, List<NumberedLine> suspicious) {
    /** The maximum number of lines that are listed. */
    public static final int MAX_LISTED = 8;

    private static final int MAX_LENGTH = 160;

    private static final Pattern SUSPICIOUS =
            Pattern.compile("(?i)error|fail|warn|fatal|abort|invalid|unable|cannot|can't"
                    + "|could not|couldn't|refus|denied|unsupported|not supported|timed out|timeout|mismatch|corrupt");

    /** A name in which a device of a stream may be found. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?<![\\w.:-])[0-9a-f]{4}(?::[0-9a-f]{2}){2}\\.[0-7](?::[0-9a-f]{2}\\.[0-7])*(?![0-9a-f])");

    /** Copies the lists. */
    public UnexplainedLines {
        numbers = List.copyOf(numbers);
        suspicious = List.copyOf(suspicious);
    }

    /**
     * A line.
     *
     * @param number from 1
     * @param text without the prefixes of a log and without escapes, shortened
     */
    public record NumberedLine(long number, String text) {}

    /**
     * Returns the lines outside of all messages; empty if there are none, or if the text has only one line.
     *
     * @param matches all messages in the text, with repetitions
     * @param report the report of the stream; null if no stream was given
     */
    static Optional<UnexplainedLines> of(
            SearchedText searched, List<MessageMatch> matches, @Nullable StreamReport report) {
        Collector collector = new Collector(matches, report);
        String text = searched.text();
        long number = searched.linesBefore();
        for (int start = 0; start < text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            number++;
            collector.add(number, start, text.substring(start, end));
            start = end + 1;
        }
        return collector.finish();
    }

    /** Returns the numbers without the texts of the lines. */
    public UnexplainedLines withoutTexts() {
        return new UnexplainedLines(count, lines, numbers, suspiciousCount, List.of());
    }

    /** Collects the lines of a text in their order. */
    private static final class Collector {
        private final List<MessageMatch> matches;
        private final Set<String> messages = new HashSet<>();
        private final Set<String> addresses = new HashSet<>();
        private final List<Long> numbers = new ArrayList<>();
        private final List<NumberedLine> suspicious = new ArrayList<>();
        private int next;
        private int explainedEnd;
        private int lines;
        private int count;
        private int suspiciousCount;

        Collector(List<MessageMatch> matches, @Nullable StreamReport report) {
            this.matches = matches;
            matches.forEach(match -> messages.add(match.flatText()));
            if (report != null) {
                report.devices().forEach(device -> addAddress(device.device().key()));
            }
        }

        private void addAddress(@Nullable SectionKey key) {
            if (key != null) {
                Matcher address = ADDRESS.matcher(key.idstr());
                if (address.lookingAt()) {
                    addresses.add(address.group());
                }
            }
        }

        void add(long number, int start, String line) {
            if (line.isBlank()) {
                return;
            }
            lines++;
            while (next < matches.size() && matches.get(next).originalStart() < start + line.length()) {
                explainedEnd = Math.max(explainedEnd, matches.get(next).originalEnd());
                next++;
            }
            if (explainedEnd > start) {
                return;
            }
            String plain = PastedText.of(line).flat().strip();
            if (messages.stream().anyMatch(plain::contains)) {
                return;
            }
            count++;
            if (numbers.size() < MAX_LISTED) {
                numbers.add(number);
            }
            if (isSuspicious(plain)) {
                suspiciousCount++;
                if (suspicious.size() < MAX_LISTED) {
                    suspicious.add(new NumberedLine(number, shorten(plain)));
                }
            }
        }

        private boolean isSuspicious(String line) {
            return SUSPICIOUS.matcher(line).find()
                    || ADDRESS.matcher(line).results().anyMatch(address -> addresses.contains(address.group()));
        }

        private static String shorten(String line) {
            return line.length() <= MAX_LENGTH
                    ? line
                    : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, MAX_LENGTH))) + "...";
        }

        Optional<UnexplainedLines> finish() {
            return count == 0 || lines == 1
                    ? Optional.empty()
                    : Optional.of(new UnexplainedLines(count, lines, numbers, suspiciousCount, suspicious));
        }
    }
}
