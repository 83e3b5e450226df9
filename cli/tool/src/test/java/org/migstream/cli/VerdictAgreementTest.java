// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.pci.PciFindingCodes;
import org.migstream.report.JsonTree;
import org.migstream.report.TargetStreamFindingCodes;
import org.migstream.spi.FindingCode;
import org.migstream.stream.Captures;
import org.migstream.stream.Mutant;

/**
 * Changes bytes of sound streams, and tests that the first line, the verdict, the exit status and the findings of {@code
 * check} and of {@code inspect --fields} agree.
 */
class VerdictAgreementTest {
    private static final int FAST_SEEDS = 40;
    private static final int MIN_FUZZ_SEEDS = 500;
    private static final int PAIR_SEEDS = 20;

    private static final Set<String> TARGET_CODES = Stream.concat(
                    TargetStreamFindingCodes.all().stream(), Stream.of(PciFindingCodes.PCI_CONFIG_MISMATCH))
            .map(FindingCode::code)
            .collect(Collectors.toSet());

    @TempDir
    private Path folder;

    @Test
    void fixedSeeds_giveAgreeingVerdicts() throws IOException {
        List<byte[]> seeds = soundStreams();
        for (int seed = 0; seed < FAST_SEEDS; seed++) {
            compare(Integer.toString(seed), mutant(seeds, seed));
        }
    }

    @Test
    @Tag("fuzz")
    void randomSeeds_giveAgreeingVerdicts() throws IOException {
        List<byte[]> seeds = soundStreams();
        Instant end = Instant.now().plus(Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 60)));
        long first = System.nanoTime();
        for (long seed = first; seed < first + MIN_FUZZ_SEEDS || Instant.now().isBefore(end); seed++) {
            compare(Long.toString(seed), mutant(seeds, seed));
        }
    }

    /** If the target is a machine that QEMU refuses, both commands name a reason: check an error, diff what decides. */
    @Test
    void checkAndDiff_agreeAboutPairs() throws IOException {
        byte[] stream = MachineStreams.bytes("check-a");
        List<byte[]> others = new ArrayList<>(List.of(
                MachineStreams.bytes("check-b-no-virtio-net"),
                MachineStreams.bytes("check-b-root-port-slot-status"),
                MachineStreams.bytes("check-b-rtc-version-1")));
        for (int seed = 0; seed < PAIR_SEEDS; seed++) {
            others.add(changedByte(stream, new Random(seed)));
        }
        int refused = 0;
        for (byte[] other : others) {
            refused += compareWithDiff(stream, other) ? 1 : 0;
            refused += compareWithDiff(other, stream) ? 1 : 0;
        }
        refused += compareWithDiff(MachineStreams.bytes("q35-base"), MachineStreams.bytes("q35-smp2")) ? 1 : 0;
        refused += compareWithDiff(MachineStreams.bytes("arm-7.2"), MachineStreams.bytes("arm-11.1")) ? 1 : 0;
        refused += compareWithDiff(MachineStreams.bytes("arm-11.1"), MachineStreams.bytes("arm-7.2")) ? 1 : 0;
        assertTrue(refused >= 5, "only " + refused + " pairs were refused");
    }

    /** Changes a byte of the part of the stream that has sections of devices. */
    private static byte[] changedByte(byte[] stream, Random random) {
        byte[] changed = stream.clone();
        int first = MachineStreams.afterName(stream, "timer");
        int json = new String(stream, StandardCharsets.ISO_8859_1).indexOf("{\"configuration\"");
        changed[first + random.nextInt(json - first)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return changed;
    }

    /** Returns whether QEMU refuses the load. */
    private boolean compareWithDiff(byte[] stream, byte[] target) throws IOException {
        CommandRun check = MachineStreams.check(folder, stream, target, "--json");
        CommandRun diff = CommandRun.of(
                InputStream.nullInputStream(),
                "diff",
                "--json",
                folder.resolve("stream").toString(),
                folder.resolve("target").toString());
        Map<String, Object> report = map(JsonTree.parse(check.stdout()));
        List<Object> findings = new ArrayList<>((List<?>) report.get("findings"));
        for (Object device : (List<?>) report.get("devices")) {
            findings.addAll((List<?>) map(device).get("findings"));
        }
        boolean isRefused = findings.stream()
                .anyMatch(finding -> "ERROR".equals(map(finding).get("severity"))
                        && TARGET_CODES.contains(map(finding).get("code")));
        boolean decides = ((List<?>) map(JsonTree.parse(diff.stdout())).get("differences"))
                .stream()
                        .anyMatch(difference ->
                                Boolean.TRUE.equals(map(difference).get("decidesLoad")));
        assertEquals(isRefused, decides, check.stdout() + diff.stdout());
        return isRefused;
    }

    @Test
    void capturedStreams_giveAgreeingVerdicts() throws IOException {
        for (String name : Captures.names().toList()) {
            compare(name, Captures.bytes(name));
        }
    }

    /** The bytes of the last section of the device are 0, so its PCI configuration has no vendor id. */
    @Test
    void clearedPciDevice_mayLackData() throws IOException {
        byte[] stream = MachineStreams.bytes("check-a");
        int start = MachineStreams.afterName(stream, "0000:00:1f.2/ich9_ahci");
        Arrays.fill(stream, start + 8, start + 8 + 256, (byte) 0);
        compare("cleared PCI device", stream);
        CommandRun fields = run(stream, "inspect", "--fields", "-");
        assertTrue(
                firstLine(fields).matches("-: no errors found, but warnings;.* data may be missing"),
                firstLine(fields));
        assertTrue(fields.stdout().contains("[vmstate.no-pci-device]"), fields.stdout());
    }

    private static byte[] mutant(List<byte[]> seeds, long seed) {
        Random random = new Random(seed);
        return Mutant.of(seeds.get(random.nextInt(seeds.size())), random);
    }

    private static void compare(String what, byte[] stream) throws IOException {
        CommandRun text = run(stream, "check", "-");
        CommandRun json = run(stream, "check", "--json", "-");
        CommandRun fields = run(stream, "inspect", "--fields", "--json", "-");
        CommandRun report = run(stream, "inspect", "--fields", "-");
        String context = "mutant " + what + ": " + text.stdout() + text.stderr()
                + report.stdout().lines().findFirst();
        String verdict = (String) map(JsonTree.parse(json.stdout())).get("verdict");
        boolean hasError = hasError(map(JsonTree.parse(fields.stdout())));
        assertEquals(text.exit(), json.exit(), context);
        assertEquals(verdict.equals("sound"), text.exit() == 0, context);
        assertEquals(fields.exit(), report.exit(), context);
        assertEquals(!hasError, fields.exit() == 0, context);
        if (verdict.equals("sound")) {
            assertTrue(!hasError, "sound, but inspect finds an error: " + context);
        } else if (verdict.equals("unsound")) {
            assertTrue(hasError, "unsound, but inspect finds no error: " + context);
        }
        if (!text.stdout().isEmpty()) {
            assertEquals(verdict, firstLineVerdict(text.stdout()), context);
            assertEquals(hasError, !firstLine(report).matches("-: (complete|no errors found).*"), context);
            assertTrue(
                    !firstLine(text).startsWith("-: INCOMPLETE")
                            || !firstLine(report).matches("-: complete(?!.*guest memory is not in the stream).*"),
                    context);
        }
    }

    private static String firstLine(CommandRun run) {
        return run.stdout().lines().findFirst().orElse("");
    }

    private static String firstLineVerdict(String text) {
        String line = text.lines().findFirst().orElse("").replaceFirst("^-: (INCOMPLETE, )?", "");
        for (String word : List.of("unsound", "sound")) {
            if (line.regionMatches(true, 0, word, 0, word.length())) {
                return word;
            }
        }
        return line.regionMatches(true, 0, "not known to be sound", 0, 21) ? "unknown" : line;
    }

    private static boolean hasError(Map<String, Object> report) {
        List<Object> findings = new ArrayList<>((List<?>) report.get("findings"));
        for (Object device : (List<?>) report.get("vfioDevices")) {
            Object decoder = map(device).get("decoder");
            if (decoder != null) {
                findings.addAll((List<?>) map(decoder).get("findings"));
            }
        }
        return findings.stream().anyMatch(finding -> "ERROR".equals(map(finding).get("severity")));
    }

    private static List<byte[]> soundStreams() throws IOException {
        List<byte[]> streams = new ArrayList<>();
        for (String name : List.of(
                "q35-two-uarts.qevm",
                "lab/q35-six-plain.qevm",
                "targets/arm-stellaris.qevm",
                "targets/arm64-virt.qevm",
                "targets/or1k-sim.qevm",
                "targets/s390x-7.2.qevm")) {
            byte[] stream = Captures.bytes(name);
            assertEquals(0, run(stream, "check", "-").exit(), name);
            streams.add(stream);
        }
        return streams;
    }

    private static CommandRun run(byte[] stream, String... words) {
        return CommandRun.of(new ByteArrayInputStream(stream), words);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
