// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.check.CheckReport;
import org.migstream.check.CheckRequest;
import org.migstream.check.StreamChecker;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.qemu.IncomingLoad.Result;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/**
 * Damages streams of the installed QEMU, and compares what QEMU does with each of them with the verdict of {@code check}.
 * The property {@code qemu.mutants} sets the number of streams, {@code qemu.seed} the seed. A difference between QEMU and
 * {@code check} needs a reason in {@link AcceptedDifferences}.
 */
@Tag("qemu")
class QemuAgreementTest {
    private static final String BINARY = System.getProperty("qemu.binary", "qemu-system-x86_64");

    private static final List<List<String>> MACHINES = List.of(
            words(
                    "-M pc-i440fx-7.2 -m 16 -device VGA,vgamem_mb=1 -device e1000 -device piix3-usb-uhci -device usb-tablet"
                            + " -device lsi53c895a -device virtio-rng-pci"),
            words("-M q35 -m 16 -device pcie-root-port,id=rp -device e1000e,bus=rp -device qemu-xhci -device usb-kbd"
                    + " -device virtio-net-pci -device megasas -device ich9-intel-hda"),
            words("-M isapc -cpu 486 -m 8 -device isa-vga -device ne2k_isa"));

    private static final int LOADS_AT_ONCE = 2;
    private static final String VALUES = "whether emulated devices accept the values of their fields";

    @TempDir
    private Path directory;

    private enum Verdict {
        SOUND,
        UNKNOWN,
        UNSOUND,
        DAMAGED,
        UNSUPPORTED
    }

    /**
     * The answer of {@code check}.
     *
     * @param errors the codes of the errors
     * @param text all errors and warnings, separated by " | "
     */
    private record Judgement(Verdict verdict, List<String> errors, String text, List<String> notChecked) {}

    private record Machine(List<String> options, StreamParts stream) {}

    private static List<String> words(String line) {
        return List.of(line.split(" "));
    }

    private Machine machine(int number) throws IOException, InterruptedException {
        Path folder = Files.createDirectory(directory.resolve("machine" + number));
        try (QemuMachine machine = new QemuMachine(folder, BINARY, MACHINES.get(number))) {
            machine.runFirmware();
            return new Machine(MACHINES.get(number), StreamParts.of(Files.readAllBytes(machine.migrate())));
        }
    }

    private IncomingLoad load(Machine machine, byte[] stream) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(directory, "load");
        return IncomingLoad.of(folder, BINARY, machine.options(), stream);
    }

    private Judgement check(Plugins plugins, byte[] stream) throws IOException {
        Path file = Files.write(directory.resolve("checked"), stream);
        try (Input input = Input.open(file, OutputLimit.NONE)) {
            CheckReport report = StreamChecker.check(
                    input,
                    List.of(),
                    new CheckRequest(
                            List.of(), new DecoderChoice(plugins, null, Map.of()), DeviceDataStore.DEFAULT_LIMIT));
            List<Reason> reasons = Stream.concat(
                            report.reasons().stream(),
                            report.devices().stream().flatMap(device -> device.reasons().stream()))
                    .filter(reason -> reason.finding().severity() != Severity.INFO)
                    .toList();
            return new Judgement(
                    verdict(report),
                    reasons.stream()
                            .filter(reason -> reason.finding().severity() == Severity.ERROR)
                            .map(reason -> reason.finding().code())
                            .distinct()
                            .toList(),
                    reasons.stream()
                            .map(reason -> reason.finding().code() + ": "
                                    + reason.finding().message())
                            .collect(Collectors.joining(" | ")),
                    report.notChecked());
        }
    }

    private static Verdict verdict(CheckReport report) {
        if (report.outcome() == ReadOutcome.DAMAGED) {
            return Verdict.DAMAGED;
        }
        if (report.outcome() == ReadOutcome.UNSUPPORTED) {
            return Verdict.UNSUPPORTED;
        }
        return report.verdict() == Compatibility.COMPATIBLE
                ? Verdict.SOUND
                : report.verdict() == Compatibility.UNKNOWN ? Verdict.UNKNOWN : Verdict.UNSOUND;
    }

    @Test
    void damagedStreams_areNotSound_ifQemuRefusesThem() throws Exception {
        int count = Integer.getInteger("qemu.mutants", 40);
        long seed = Long.getLong("qemu.seed", 1);
        System.out.printf("%d damaged streams, -Dqemu.seed=%d%n", count, seed);
        long[] seeds = new Random(seed).longs(count).toArray();
        List<Machine> machines = new ArrayList<>();
        for (int i = 0; i < MACHINES.size(); i++) {
            machines.add(machine(i));
        }
        Tally tally = new Tally();
        ExecutorService loads = Executors.newFixedThreadPool(LOADS_AT_ONCE);
        try (Plugins plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT)) {
            for (Machine machine : machines) {
                byte[] stream = machine.stream().stream();
                assertEquals(Verdict.SOUND, check(plugins, stream).verdict());
                IncomingLoad load = load(machine, stream);
                assertEquals(Result.LOADED, load.result(), load.message());
            }
            List<Future<IncomingLoad>> results = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Machine machine = machines.get(i % machines.size());
                long ownSeed = seeds[i];
                results.add(loads.submit(() -> load(
                        machine, DamagedStream.of(machine.stream(), ownSeed).bytes())));
            }
            for (int i = 0; i < count; i++) {
                int number = i % machines.size();
                DamagedStream damaged = DamagedStream.of(machines.get(number).stream(), seeds[i]);
                tally.add(
                        "seed %d, machine %d: %s".formatted(seeds[i], number, damaged.change()),
                        results.get(i).get(),
                        check(plugins, damaged.bytes()));
            }
        } finally {
            loads.shutdownNow();
        }
        tally.print();
        assertEquals(List.of(), tally.faults);
    }

    /** Counts the streams by what QEMU and {@code check} answer, and collects the answers that must not be. */
    private static final class Tally {
        private final Map<Result, Map<Verdict, Integer>> counts = new EnumMap<>(Result.class);
        private final Map<String, Integer> reasons = new TreeMap<>();
        private final List<String> apart = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();

        void add(String stream, IncomingLoad load, Judgement judgement) {
            counts.computeIfAbsent(load.result(), result -> new EnumMap<>(Verdict.class))
                    .merge(judgement.verdict(), 1, Integer::sum);
            boolean isSound = judgement.verdict() == Verdict.SOUND;
            String answers = stream + ": QEMU: " + load.result() + " " + load.message() + "; check: "
                    + judgement.verdict() + " " + judgement.text();
            switch (load.result()) {
                case LOADED -> {
                    for (String code : judgement.errors()) {
                        countReason("loaded, but " + code, AcceptedDifferences.STRICTER_CODES.get(code), answers);
                    }
                }
                case REFUSED -> {
                    if (isSound) {
                        Optional<AcceptedDifferences.Refusal> refusal = AcceptedDifferences.refusal(load.message());
                        countReason(
                                "refused, but sound",
                                refusal.map(AcceptedDifferences.Refusal::reason).orElse(null),
                                answers);
                    }
                }
                default -> apart.add(answers);
            }
            if (isSound && !judgement.notChecked().contains(VALUES)) {
                faults.add("the report does not say that values are not checked: " + answers);
            }
        }

        /** @param reason null if the answers must not be */
        private void countReason(String kind, @Nullable String reason, String answers) {
            if (reason == null) {
                faults.add(answers);
            } else {
                reasons.merge(kind + ": " + reason, 1, Integer::sum);
            }
        }

        void print() {
            counts.forEach((result, verdicts) -> System.out.println(result + ": " + verdicts));
            reasons.forEach((reason, count) -> System.out.println(count + " " + reason));
            apart.forEach(System.out::println);
        }
    }
}
