// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.report.ReadOutcome;

/**
 * The result of a comparison of two pipes.
 *
 * @param outcome how far both inputs were readable
 * @param differences the differences that count
 * @param ignored number of ignored differences by category
 * @param notCompared sentences about parts that were not compared
 */
record DiffResult(
        ReadOutcome outcome, List<Difference> differences, Map<String, Long> ignored, List<String> notCompared) {
    private static final Plugins PLUGINS = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);

    /** Compares two pipes and ignores nothing. */
    static DiffResult of(byte[] a, byte[] b) throws IOException {
        return of(Set.of(), a, b);
    }

    static DiffResult of(Set<IgnoreCategory> ignored, byte[] a, byte[] b) throws IOException {
        try (Input inputA = pipe("a", a);
                Input inputB = pipe("b", b)) {
            return of(ignored, new DiffInput(inputA, List.of()), new DiffInput(inputB, List.of()));
        }
    }

    static DiffResult of(Set<IgnoreCategory> ignored, DiffInput a, DiffInput b) throws IOException {
        DiffRequest request = new DiffRequest(
                new DecoderChoice(PLUGINS, null, Map.of()), DeviceDataStore.DEFAULT_LIMIT, ignored, Set.of(), true);
        try (DiffReport report = StreamDiff.compare(a, b, request)) {
            List<Difference> differences = new ArrayList<>();
            report.differences().forEach(differences::add);
            return new DiffResult(report.outcome(), differences, report.ignored(), report.notCompared());
        }
    }

    static Input pipe(String name, byte[] bytes) throws IOException {
        return Input.ofPipe(name, new ByteArrayInputStream(bytes), OutputLimit.NONE);
    }

    boolean isSame() {
        return differences.isEmpty();
    }

    /** Returns area, section and name of each difference, which do not depend on the order of the inputs. */
    List<String> names() {
        return differences.stream()
                .map(difference -> difference.area() + " " + difference.section() + " " + difference.name())
                .sorted()
                .toList();
    }
}
