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
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.CprStateEntry;
import org.migstream.inspect.report.ReturnPathEntry;
import org.migstream.inspect.report.StreamReport;
import org.migstream.io.SpillList;
import org.migstream.report.InputSummary;
import org.migstream.report.ReadOutcome;

/** Reads two inputs and reports their differences, the most important first. */
public final class StreamDiff {
    /** Maximum page size in bytes: the maximum size of a multifd packet, which may contain only one page. */
    private static final int MAX_PAGE_SIZE = 1 << 19;

    private final DiffRequest request;
    private final Deque<Closeable> resources = new ArrayDeque<>();

    private StreamDiff(DiffRequest request) {
        this.request = request;
    }

    /**
     * Compares two inputs of the same kind.
     *
     * @return the report, which also contains damage of the inputs; the caller closes the report
     * @throws IOException if a read or a temporary file fails
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
        boolean withoutChannels = a.channels().isEmpty() && b.channels().isEmpty();
        if (withoutChannels
                && ByteDifference.haveSameBytes(a.input().source(), b.input().source())) {
            return reportIdentical(a, b);
        }
        PageHash hash = new PageHash(MAX_PAGE_SIZE);
        OperandPair<DiffOperand> operands = register(OperandPair.read(a, b, request, hash));
        DiffOperand operandA = operands.a();
        DiffOperand operandB = operands.b();
        IgnoredDevices ignored = IgnoredDevices.of(request, operandA.report(), operandB.report());
        DifferenceCollector differences = register(new DifferenceCollector(request, ignored, operandA, operandB));
        RamComparison memory = register(new RamComparison(operandA, operandB, differences, request.listPages()));
        String kindA = operandA.report().input().kind();
        String kindB = operandB.report().input().kind();
        if (Objects.equals(kindA, kindB)) {
            compare(operandA, operandB, differences, memory);
        } else if (kindA != null && kindB != null) {
            differences.add(DifferenceArea.KIND, null, "kind of input", kindA, kindB);
        }
        return buildReport(operandA.report(), operandB.report(), ignored, differences, memory);
    }

    private static void compare(DiffOperand a, DiffOperand b, DifferenceCollector differences, RamComparison memory)
            throws IOException {
        LoadRefusals refusals = LoadRefusals.of(a, b);
        StreamLayoutComparison layout = new StreamLayoutComparison(a, b, refusals, differences);
        VfioDevicesComparison devices = new VfioDevicesComparison(a, b, differences);
        layout.compareMachine();
        layout.compareSections();
        devices.compareStates();
        new EmulatedDevicesComparison(a, b, refusals, differences).compare();
        memory.compare(refusals);
        refusals.addOthers(differences);
        compareReturnPaths(a, b, differences);
        compareCprStates(a, b, differences);
        layout.compareOrder();
        layout.compareTrailingBytes();
        new TransportComparison(a, b, differences).compare();
        devices.compareTransport();
    }

    /** Compares the descriptors and devices of two CPR states. */
    private static void compareCprStates(DiffOperand a, DiffOperand b, DifferenceCollector differences)
            throws IOException {
        new ListAlignment<>(
                        a.report().cprState().cursor(), b.report().cprState().cursor(), CprStateEntry::name)
                .forEach((entryA, entryB) -> {
                    String name = Objects.requireNonNull(entryA == null ? entryB : entryA)
                            .name();
                    differences.compare(
                            DifferenceArea.CPR,
                            null,
                            name,
                            entryA == null ? null : entryA.value(),
                            entryB == null ? null : entryB.value(),
                            null);
                });
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

    /** Reports two inputs with the same bytes: only damage and parts that they do not contain remain to report. */
    private DiffReport reportIdentical(DiffInput a, DiffInput b) throws IOException {
        InspectRequest inspection = InspectRequest.plain(request.decoders(), request.keepLimit());
        StreamReport report = register(StreamInspector.inspect(a.input(), List.of(), inspection));
        List<DiffReport.InputDamage> damage = damageOf(report);
        report.findings()
                .stopReason()
                .ifPresent(finding ->
                        damage.add(new DiffReport.InputDamage(b.input().name(), finding)));
        InputSummary summaryB = new InputSummary(
                b.input().name(),
                b.input().storedSize(),
                b.input().layers(),
                report.input().kind());
        return new DiffReport(
                report.input(),
                summaryB,
                report.outcome(),
                damage,
                register(new SpillList<>(Difference.CODEC)),
                Map.of(),
                List.of(),
                register(new SpillList<>(MemoryDifference.PageRange.CODEC)),
                List.of(),
                AbsentParts.ofIdentical(report),
                IgnoredDevices.of(request, report).unmatched(),
                List.copyOf(resources));
    }

    private DiffReport buildReport(
            StreamReport a,
            StreamReport b,
            IgnoredDevices ignored,
            DifferenceCollector differences,
            RamComparison memory)
            throws IOException {
        List<DiffReport.InputDamage> damage = damageOf(a);
        damage.addAll(damageOf(b));
        ReadOutcome outcome = a.outcome().compareTo(b.outcome()) >= 0 ? a.outcome() : b.outcome();
        return new DiffReport(
                a.input(),
                b.input(),
                outcome,
                damage,
                differences.takeCounted(),
                differences.ignoredCounts(),
                memory.blockDifferences(),
                memory.ranges(),
                differences.notCompared(),
                differences.notes(),
                ignored.unmatched(),
                List.copyOf(resources));
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
