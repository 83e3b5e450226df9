// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.check.CheckReport;
import org.migstream.diff.DiffReport;
import org.migstream.explain.Explanation;
import org.migstream.inspect.overview.Overview;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.LoadedPlugin;

/**
 * All that a page shows.
 *
 * @param origin how the page was made
 * @param report the report of {@code inspect}
 * @param overview the decisions about the report
 * @param inputBytes the bytes of the inputs
 * @param plugins the loaded plugins
 * @param check the comparison with targets; empty if there is none
 * @param diff the comparison with another input; empty if there is none
 * @param explanation of the messages in a log; empty if there is none
 * @param isRedacted whether the page is for others: the report has no content of device states, and the page has no bytes of
 *     the input
 */
public record PageContent(
        Origin origin,
        StreamReport report,
        Overview overview,
        InputBytes inputBytes,
        List<LoadedPlugin> plugins,
        Optional<CheckReport> check,
        Optional<DiffReport> diff,
        Optional<Explanation> explanation,
        boolean isRedacted) {
    /** Copies the list. */
    public PageContent {
        plugins = List.copyOf(plugins);
    }

    /**
     * Returns the content of a page for others.
     *
     * @param report a report without the content of device states
     * @throws IOException if the fields of a state cannot be read
     */
    public static PageContent redacted(StreamReport report, List<LoadedPlugin> plugins) throws IOException {
        Origin origin =
                new Origin(report.input().name(), OptionalLong.empty(), Optional.empty(), List.of(), Optional.empty());
        return new PageContent(
                origin,
                report,
                Overview.of(report, List.of()),
                InputBytes.NONE,
                plugins,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true);
    }

    /**
     * How a page was made.
     *
     * @param fileName the name of the input without its directory
     * @param storedBytes the size of the stored input; empty if it is neither a file nor a pipe that was read to its end
     * @param sha256 of the stored input in hexadecimal; empty if the size is
     * @param command the words of the command line, not escaped and not quoted; none in a redacted page
     * @param time when the page was made; empty in a redacted page
     */
    public record Origin(
            String fileName,
            OptionalLong storedBytes,
            Optional<String> sha256,
            List<String> command,
            Optional<Instant> time) {
        /** Copies the list. */
        public Origin {
            command = List.copyOf(command);
        }
    }
}
