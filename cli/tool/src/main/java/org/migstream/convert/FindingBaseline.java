// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.Plugins;
import org.migstream.report.FindingCodeRegistry;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * The result of an inspection without decoder plugins, so without findings about device states. {@link VerifiedOutput}
 * compares the results before and after a conversion.
 *
 * @param outcome how far the stream was readable
 * @param parsedBytes number of bytes read
 * @param findings findings of the severities ERROR and WARNING
 */
record FindingBaseline(ReadOutcome outcome, long parsedBytes, List<LocatedFinding> findings) {
    private record FindingKey(String code, @Nullable SectionKey section) {}

    /** Inspects an input to its end, without decoder plugins. */
    static FindingBaseline inspect(Input input, List<Input> channels) throws IOException {
        try (Plugins none = Plugins.none()) {
            InspectRequest request = InspectRequest.plain(new DecoderChoice(none, null, Map.of()), 0);
            try (StreamReport report = StreamInspector.inspect(input, channels, request)) {
                List<LocatedFinding> findings = report.findings().all().stream()
                        .filter(located -> located.finding().severity() != Severity.INFO)
                        .filter(located -> !isReaderDependent(located))
                        .toList();
                return new FindingBaseline(report.outcome(), report.parsedBytes(), findings);
            }
        }
    }

    /** Returns whether a finding depends on the input method (pipe or file), not on the content. */
    private static boolean isReaderDependent(LocatedFinding located) {
        return FindingCodeRegistry.WITHOUT_PLUGINS.hasCategory(located.finding(), Set.of(FindingCategory.READING));
    }

    private static FindingKey keyOf(LocatedFinding located) {
        return new FindingKey(located.finding().code(), located.section());
    }

    /** Returns the first finding that {@code other} does not have. */
    Optional<LocatedFinding> firstNotIn(FindingBaseline other) {
        Set<FindingKey> known =
                other.findings.stream().map(FindingBaseline::keyOf).collect(Collectors.toSet());
        return findings.stream()
                .filter(located -> !known.contains(keyOf(located)))
                .findFirst();
    }
}
