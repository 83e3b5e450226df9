// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectionResult;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.overview.Overview.FindingRow;
import org.migstream.inspect.report.Place;
import org.migstream.inspect.report.Standing;
import org.migstream.inspect.report.StatePlaces;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.report.TextColumn;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Captures;
import org.migstream.stream.Mutant;

/** Tests that an overview is right, and never better than what is known. */
class OverviewTest {
    private static final int SEEDS = 60;
    private static final List<String> SEED_STREAMS =
            List.of("q35-two-uarts.qevm", "lab/q35-six-plain.qevm", "lab/q35-mixed.qevm", "lab/q35-six-multifd4.chan0");

    private interface ReportTest {
        void test(StreamReport report, Overview overview) throws IOException;
    }

    private static void inspect(byte[] stream, List<byte[]> channels, ReportTest test) throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (byte[] channel : channels) {
            inputs.add(Input.ofPipe("chan" + inputs.size(), new ByteArrayInputStream(channel), OutputLimit.NONE));
        }
        try (Input input = Input.ofPipe("main", new ByteArrayInputStream(stream), OutputLimit.NONE);
                StreamReport report = StreamInspector.inspect(input, inputs, InspectionResult.PLAIN)) {
            test.test(report, Overview.of(report, List.of()));
        }
    }

    /** Of a truncated stream, the device in which it ends is the one to look at. */
    @Test
    void nextCommand_isAboutDeviceOfWorstFinding() throws IOException {
        byte[] stream = Captures.bytes("lab/q35-six-plain.qevm");
        Set<String> named = new HashSet<>();
        for (int length = stream.length / 2; length < stream.length; length += stream.length / 40) {
            inspect(Arrays.copyOf(stream, length), List.of(), (report, overview) -> {
                String device = overview.findings().get(0).device();
                if (overview.devices().stream().anyMatch(row -> row.name().equals(device))) {
                    List<String> words = overview.next().get(0).words();
                    assertTrue(words.contains("0000:" + device + "/vfio"), words::toString);
                    named.add(device);
                }
            });
        }
        assertTrue(named.size() > 1, named::toString);
    }

    /** Each byte of each state is where its place says. */
    @Test
    void places_haveTheBytesOfTheState() throws IOException {
        List<byte[]> channels = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            channels.add(Captures.bytes("lab/q35-six-multifd4.chan" + i));
        }
        requirePlaces(Captures.bytes("lab/q35-six-plain.qevm"), List.of());
        requirePlaces(Captures.bytes("lab/q35-six-damaged.qevm"), List.of());
        requirePlaces(Captures.bytes("lab/q35-six-multifd4.chan0"), channels);
    }

    private static void requirePlaces(byte[] stream, List<byte[]> channels) throws IOException {
        Map<String, byte[]> inputs = new HashMap<>();
        inputs.put(null, stream);
        channels.forEach(channel -> inputs.put("chan" + (inputs.size() - 1), channel));
        inspect(stream, channels, (report, overview) -> {
            assertTrue(report.devices().size() >= 6);
            for (DeviceReport device : report.devices()) {
                byte[] state;
                try (InputStream in = device.device().deviceData().open()) {
                    state = in.readAllBytes();
                }
                assertTrue(state.length > 0);
                Random random = new Random(1);
                TreeSet<Long> offsets = new TreeSet<>(List.of(0L, state.length - 1L, (long) state.length));
                for (int i = 0; i < 1000; i++) {
                    offsets.add((long) random.nextInt(state.length));
                }
                offsets.add(state.length + 1L);
                StatePlaces places = StatePlaces.of(device.device(), offsets);
                for (long offset : offsets.headSet((long) state.length)) {
                    Place place = places.find(offset).orElseThrow();
                    assertEquals(state[(int) offset], inputs.get(place.channel())[(int) place.offset()]);
                }
                Place last = places.find(state.length - 1L).orElseThrow();
                assertEquals(
                        new Place(last.offset() + 1, last.channel()),
                        places.find(state.length).orElseThrow());
                assertTrue(places.find(state.length + 1L).isEmpty());
            }
        });
    }

    /** The overview of a damaged stream has a bad verdict, and all of its findings; no sound device has any. */
    @Test
    void overview_isNeverBetterThanFindings() throws IOException {
        List<byte[]> streams = new ArrayList<>();
        for (String name : SEED_STREAMS) {
            streams.add(Captures.bytes(name));
        }
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            byte[] mutant = Mutant.of(streams.get(random.nextInt(streams.size())), random);
            String context = "seed " + seed;
            inspect(mutant, List.of(), (report, overview) -> requireHonest(report, overview, context));
        }
    }

    @Test
    void overviewOfCapture_isNeverBetterThanFindings() throws IOException {
        for (String name : Captures.names().toList()) {
            inspect(Captures.bytes(name), List.of(), (report, overview) -> requireHonest(report, overview, name));
        }
    }

    private static void requireHonest(StreamReport report, Overview overview, String context) throws IOException {
        boolean isPositive = overview.verdict().isPositive();
        assertEquals(report.findings().worst() != Severity.ERROR, isPositive, context);
        assertEquals(
                isPositive,
                overview.verdict().headline().matches("(?s)(complete|no errors found).*"),
                () -> context + overview.verdict().headline());
        for (int i = 0; i < overview.devices().size(); i++) {
            DeviceRow row = overview.devices().get(i);
            DeviceReport device = report.devices().get(i);
            Standing standing = row.verdict().standing();
            assertTrue(!isPositive || standing != Standing.BROKEN, () -> context + row);
            if (standing == Standing.SOUND) {
                assertTrue(
                        overview.findings().stream()
                                .noneMatch(finding ->
                                        finding.device().equals(row.name()) && finding.severity() != Severity.INFO),
                        () -> context + row);
                assertTrue(device.state() != null && device.completeness().isAssured(), () -> context + row);
            }
        }
        requireAllFindings(report, overview, context);
        StringWriter text = new StringWriter();
        new OverviewText(text, false, 0).render(overview);
        List<String> lines = text.toString().lines().toList();
        assertTrue(lines.size() <= OverviewText.MAX_LINES, () -> context + text);
        assertTrue(
                lines.stream().allMatch(line -> TextColumn.width(line) <= OverviewText.DEFAULT_WIDTH),
                () -> context + text);
        assertTrue(lines.get(0).startsWith("main: "), () -> context + text);
    }

    private static void requireAllFindings(StreamReport report, Overview overview, String context) {
        long expected = report.findings().kept().size();
        for (DeviceReport device : report.devices()) {
            for (Finding finding :
                    device.state() == null ? List.<Finding>of() : device.state().findings()) {
                expected += finding.severity() == Severity.INFO ? 0 : 1;
            }
        }
        assertEquals(expected, overview.findings().size(), context);
        List<FindingRow> findings = overview.findings();
        for (int i = 1; i < findings.size(); i++) {
            boolean isFirstWorse =
                    findings.get(i - 1).severity().compareTo(findings.get(i).severity()) >= 0;
            assertTrue(isFirstWorse || i == 1, () -> context + findings);
        }
    }
}
