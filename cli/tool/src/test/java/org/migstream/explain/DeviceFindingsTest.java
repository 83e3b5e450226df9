// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;

class DeviceFindingsTest {
    private static final Path DAMAGED = Path.of("samples/streams/lab/q35-six-damaged.qevm.zst");

    /** Examines the findings of a stream. */
    private interface FindingsTask {
        void run(Plugins plugins, StreamReport report, DeviceFindings findings) throws IOException;
    }

    private static void withFindings(FindingsTask task) throws IOException {
        try (Plugins plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);
                Input input = Input.ofPipe("-", Files.newInputStream(DAMAGED), OutputLimit.NONE);
                StreamReport report = StreamInspector.inspect(
                        input,
                        List.of(),
                        InspectRequest.plain(new DecoderChoice(plugins, null, Map.of()), Long.MAX_VALUE))) {
            task.run(plugins, report, new DeviceFindings(report, plugins::loaded));
        }
    }

    /** A log can have thousands of messages, and a stream as many devices with long lists of records. */
    @Test
    void findings_areCollectedOncePerDevice() throws IOException {
        withFindings((plugins, report, findings) -> {
            for (DeviceReport device : report.devices()) {
                DeviceFindings.OfDevice found = findings.of(device);
                assertFalse(found.worstFirst().isEmpty());
                assertSame(found, findings.of(device));
            }
        });
    }

    /** Both mlx5 and hisi_acc declare the code; the remedy is that of the plugin that decodes the state. */
    @Test
    void remedy_isThatOfThePluginOfTheState() throws IOException {
        withFindings((plugins, report, findings) -> {
            for (DeviceReport device : report.devices()) {
                String decoder = device.state().decoder();
                Optional<String> remedy = findings.of(device).remedy();
                if (remedy.isEmpty()) {
                    continue;
                }
                String code = remedy.get().replaceAll(".* is (\\w+), at .*", "$1");
                List<String> declared = plugins.loaded().stream()
                        .filter(plugin -> plugin.decoderNames().contains(decoder))
                        .flatMap(plugin -> plugin.findingCodes().stream())
                        .filter(known -> known.code().equals(code))
                        .flatMap(known -> known.action().stream())
                        .toList();
                assertTrue(
                        declared.isEmpty() || declared.stream().anyMatch(remedy.get()::contains),
                        decoder + ": " + remedy.get());
            }
            assertEquals(
                    Optional.of(true),
                    findings.of(report.devices().get(1)).remedy().map(text -> text.contains("BAD_MAGIC, at 0x0 ")));
        });
    }
}
