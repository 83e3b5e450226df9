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
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.io.SpillList;
import org.migstream.report.InputSummary;
import org.migstream.report.ReadOutcome;

/** Reads two inputs and tells how they differ, what matters most first. */
public final class StreamDiff {
    /** The largest packet of a multifd channel could be one page. */
    private static final int LONGEST_PAGE = 1 << 19;

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
        if (alone && Identity.of(a.input().source(), b.input().source())) {
            return same(a, b);
        }
        PageHash hash = new PageHash(LONGEST_PAGE);
        Side one = keep(Side.read(a, request, hash));
        Side other = keep(Side.read(b, request, hash));
        Differences differences = keep(new Differences(request, one, other));
        MemoryComparison memory = keep(new MemoryComparison(one, other, differences, request.pages()));
        String kindA = one.report().input().kind();
        String kindB = other.report().input().kind();
        if (Objects.equals(kindA, kindB)) {
            compare(one, other, differences, memory);
        } else if (kindA != null && kindB != null) {
            differences.add(DifferenceArea.KIND, null, "kind of input", kindA, kindB);
        }
        return report(one.report(), other.report(), differences, memory);
    }

    private static void compare(Side a, Side b, Differences differences, MemoryComparison memory) throws IOException {
        SectionHeads headsA = SectionHeads.of(a.report());
        SectionHeads headsB = SectionHeads.of(b.report());
        FrameComparison frames = new FrameComparison(a, headsA, b, headsB, differences);
        DevicesComparison devices = new DevicesComparison(a, b, differences);
        frames.machine();
        frames.sections();
        devices.states();
        new FieldsComparison(a, b, differences).compare();
        memory.compare();
        new MessagesComparison(a, b, differences).compare();
        frames.order();
        frames.trailing();
        new TransportComparison(a, headsA, b, headsB, differences).compare();
        devices.transport();
    }

    /** Two inputs of the same bytes: what is left to say is whether they could be read. */
    private DiffReport same(DiffInput a, DiffInput b) throws IOException {
        InspectRequest inspection = InspectRequest.plain(request.decoders(), request.keep());
        StreamReport report = keep(StreamInspector.inspect(a.input(), List.of(), inspection));
        List<DiffReport.InputDamage> damage = damage(report);
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
                keep(new SpillList<>(Difference.CODEC)),
                Map.of(),
                List.of(),
                keep(new SpillList<>(MemoryDifference.PageRange.CODEC)),
                List.of(),
                List.of(),
                absent(report),
                List.copyOf(resources));
    }

    private DiffReport report(StreamReport a, StreamReport b, Differences differences, MemoryComparison memory)
            throws IOException {
        List<DiffReport.InputDamage> damage = damage(a);
        damage.addAll(damage(b));
        ReadOutcome outcome = a.outcome().compareTo(b.outcome()) >= 0 ? a.outcome() : b.outcome();
        return new DiffReport(
                a.input(),
                b.input(),
                outcome,
                damage,
                differences.counted(),
                differences.ignored(),
                memory.blocks(),
                memory.stretches(),
                differences.notCompared(),
                differences.notes(),
                absent(a, b),
                List.copyOf(resources));
    }

    /** Names that the user has misspelt, or that mean another stream's devices. */
    private List<String> absent(StreamReport... reports) throws IOException {
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

    private static List<DiffReport.InputDamage> damage(StreamReport report) {
        List<DiffReport.InputDamage> damage = new ArrayList<>();
        report.findings()
                .stopReason()
                .ifPresent(finding ->
                        damage.add(new DiffReport.InputDamage(report.input().name(), finding)));
        return damage;
    }

    private <T extends Closeable> T keep(T resource) {
        resources.push(resource);
        return resource;
    }
}
