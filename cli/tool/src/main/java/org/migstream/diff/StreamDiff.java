// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.ReturnPathEntry;
import org.migstream.inspect.report.StreamReport;
import org.migstream.io.SpillList;
import org.migstream.report.InputSummary;
import org.migstream.report.ReadOutcome;

/** Reads two inputs and tells how they differ, what matters most first. */
public final class StreamDiff {
    /** The largest packet of a multifd channel could be one page. */
    private static final int MAX_PAGE_SIZE = 1 << 19;

    private final DiffRequest request;
    private final Deque<Closeable> resources = new ArrayDeque<>();

    private StreamDiff(DiffRequest request) {
        this.request = request;
    }

    /**
     * Compares two inputs of the same kind.
     *
     * @return what differs, to be closed by the caller; damage of either is in it
     * @throws IOException when an input cannot be read for reasons of the machine
     */
    public static DiffReport compare(DiffInput a, DiffInput b, DiffRequest request) throws IOException {
        StreamDiff diff = new StreamDiff(request);
        try {
            return diff.run(a, b);
        } catch (IOException | RuntimeException e) {
            for (Closeable resource : diff.resources) {
                resource.close();
            }
            throw e;
        }
    }

    private DiffReport run(DiffInput a, DiffInput b) throws IOException {
        boolean alone = a.channels().isEmpty() && b.channels().isEmpty();
        if (alone && ByteDifference.haveSameBytes(a.input().source(), b.input().source())) {
            return reportIdentical(a, b);
        }
        PageHash hash = new PageHash(MAX_PAGE_SIZE);
        DiffOperand one = register(DiffOperand.read(a, request, hash));
        DiffOperand other = register(DiffOperand.read(b, request, hash));
        DifferenceCollector differences = register(new DifferenceCollector(request, one, other));
        RamComparison memory = register(new RamComparison(one, other, differences, request.listPages()));
        String kindA = one.report().input().kind();
        String kindB = other.report().input().kind();
        if (Objects.equals(kindA, kindB)) {
            compare(one, other, differences, memory);
        } else if (kindA != null && kindB != null) {
            differences.add(DifferenceArea.KIND, null, "kind of input", kindA, kindB);
        }
        return buildReport(one.report(), other.report(), differences, memory);
    }

    private static void compare(DiffOperand a, DiffOperand b, DifferenceCollector differences, RamComparison memory)
            throws IOException {
        StreamLayoutComparison frames = new StreamLayoutComparison(a, b, differences);
        VfioDevicesComparison devices = new VfioDevicesComparison(a, b, differences);
        frames.compareMachine();
        frames.compareSections();
        devices.compareStates();
        new EmulatedDevicesComparison(a, b, differences).compare();
        memory.compare();
        compareReturnPaths(a, b, differences);
        frames.compareOrder();
        frames.compareTrailingBytes();
        new TransportComparison(a, b, differences).compare();
        devices.compareTransport();
    }

    /** Compares the messages of two return paths in their order. */
    private static void compareReturnPaths(DiffOperand a, DiffOperand b, DifferenceCollector differences)
            throws IOException {
        long[] number = {0};
        new ListAlignment<>(
                        a.report().returnPath().cursor(),
                        b.report().returnPath().cursor(),
                        entry -> entry.type().name())
                .forEach((entryA, entryB) -> differences.compare(
                        DifferenceArea.MESSAGES,
                        null,
                        "message " + ++number[0],
                        messageText(entryA),
                        messageText(entryB),
                        null));
    }

    private static @Nullable String messageText(@Nullable ReturnPathEntry entry) {
        return entry == null ? null : entry.type() + (entry.data().isEmpty() ? "" : " " + entry.data());
    }

    /** Two inputs of the same bytes: what is left to say is whether they could be read. */
    private DiffReport reportIdentical(DiffInput a, DiffInput b) throws IOException {
        InspectRequest inspection = InspectRequest.plain(request.decoders(), request.keepLimit());
        StreamReport report = register(StreamInspector.inspect(a.input(), List.of(), inspection));
        List<DiffReport.InputDamage> damage = damageOf(report);
        report.findings()
                .stopReason()
                .ifPresent(finding ->
                        damage.add(new DiffReport.InputDamage(b.input().name(), finding)));
        InputSummary second = new InputSummary(
                b.input().name(),
                b.input().storedSize(),
                b.input().layers(),
                report.input().kind());
        return new DiffReport(
                report.input(),
                second,
                report.outcome(),
                damage,
                register(new SpillList<>(Difference.CODEC)),
                Map.of(),
                List.of(),
                register(new SpillList<>(MemoryDifference.PageRange.CODEC)),
                List.of(),
                List.of(),
                unmatchedIgnoreNames(report),
                List.copyOf(resources));
    }

    private DiffReport buildReport(
            StreamReport a, StreamReport b, DifferenceCollector differences, RamComparison memory) throws IOException {
        List<DiffReport.InputDamage> damage = damageOf(a);
        damage.addAll(damageOf(b));
        ReadOutcome outcome = a.outcome().compareTo(b.outcome()) >= 0 ? a.outcome() : b.outcome();
        return new DiffReport(
                a.input(),
                b.input(),
                outcome,
                damage,
                differences.counted(),
                differences.ignoredCounts(),
                memory.blockDifferences(),
                memory.ranges(),
                differences.notCompared(),
                differences.notes(),
                unmatchedIgnoreNames(a, b),
                List.copyOf(resources));
    }

    /** Names that the user has misspelt, or that mean another stream's devices. */
    private List<String> unmatchedIgnoreNames(StreamReport... reports) throws IOException {
        Set<String> absent = new TreeSet<>(request.ignoredSections());
        for (StreamReport report : reports) {
            report.outline()
                    .sections()
                    .forEach(section -> absent.remove(section.head().key().idstr()));
            for (DeviceReport device : report.devices()) {
                // Of one whose state came over multifd channels there may be no section.
                absent.remove(
                        device.device().key() == null
                                ? ""
                                : device.device().key().idstr());
            }
        }
        return List.copyOf(absent);
    }

    private static List<DiffReport.InputDamage> damageOf(StreamReport report) {
        List<DiffReport.InputDamage> damage = new ArrayList<>();
        report.findings()
                .stopReason()
                .ifPresent(finding ->
                        damage.add(new DiffReport.InputDamage(report.input().name(), finding)));
        return damage;
    }

    private <T extends Closeable> T register(T resource) {
        resources.push(resource);
        return resource;
    }
}
