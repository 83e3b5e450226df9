// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.plugin.StateField;
import org.migstream.spi.Finding;

/**
 * Two laws: a redacted state without errors and warnings has the findings of the original, apart from those that say that
 * the content is zero; and no redacted state has content. {@link DamagedSizeTest} has the law for damaged sizes.
 */
class RedactedStateTest {
    private static final Path CASES = Path.of("samples/vendor-cases");
    private static final int MUTATIONS = 60;
    private static final int WINDOW = 16;
    /** The findings of pds say that all content is zero, or that it is not. */
    private static final Set<String> ABOUT_ZEROES = Set.of("ALL_ZERO", "OPAQUE");

    private static final Set<StateField.Kind> STRUCTURE =
            Set.of(StateField.Kind.NUMBER, StateField.Kind.SIGNED, StateField.Kind.TEXT);

    static Stream<Path> states() throws IOException {
        try (Stream<Path> files = Files.walk(CASES)) {
            return files
                    .filter(file -> file.toString().endsWith(".bin")
                            && !file.getParent().endsWith("unknown"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static String vendorOf(Path state) {
        return state.getParent().getFileName().toString();
    }

    @ParameterizedTest
    @MethodSource("states")
    void redactedState_hasSameFindings(Path file) throws IOException {
        byte[] state = Files.readAllBytes(file);
        try (Plugins plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT)) {
            PluginDecoder decoder = plugins.decoder(vendorOf(file)).orElseThrow();
            requireSameFindings(decoder, state, file.toString());
            Random random = new Random(state.length);
            for (int i = 0; i < MUTATIONS && state.length > 0; i++) {
                requireSameFindings(decoder, mutate(state, random), file + " mutation " + i);
            }
        }
    }

    private static byte[] mutate(byte[] state, Random random) {
        byte[] mutated =
                random.nextInt(3) == 0 ? Arrays.copyOf(state, random.nextInt(state.length + 1)) : state.clone();
        int head = Math.min(mutated.length, 256);
        for (int i = random.nextInt(3); i > 0 && mutated.length > 0; i--) {
            int at = random.nextBoolean() ? random.nextInt(head) : random.nextInt(mutated.length);
            mutated[at] = (byte) (random.nextBoolean() ? random.nextInt() : mutated[at] ^ 1 << random.nextInt(8));
        }
        return mutated;
    }

    private static void requireSameFindings(PluginDecoder decoder, byte[] state, String name) throws IOException {
        try (RedactedState redacted = RedactedState.redact(decoder, () -> new ByteArrayInputStream(state))) {
            byte[] bytes = readAll(redacted);
            assertEquals(state.length, bytes.length, name);
            try (DecodedState original = decode(decoder, state);
                    DecodedState again = decode(decoder, bytes)) {
                assertEquals(keys(original.findings()), keys(redacted.decoded().findings()), name);
                if (redacted.zeroFrom().isPresent()) {
                    assertEquals(0, countAfter(bytes, redacted.zeroFrom().getAsLong()), name);
                    return;
                }
                assertEquals(keys(original.findings()), keys(again.findings()), name);
                assertEquals(original.findings(), redacted.decoded().findings(), name);
                assertTrue(redacted.hasSameFindings() || decoder.name().equals("pds"), name);
                assertEquals(original.completeness(), again.completeness(), name);
                assertEquals(original.facts().all(), again.facts().all(), name);
                assertEquals(original.facts().all(), redacted.decoded().facts().all(), name);
            }
        }
    }

    private static long countAfter(byte[] bytes, long from) {
        return IntStream.range((int) from, bytes.length)
                .filter(i -> bytes[i] != 0)
                .count();
    }

    /** The finding stays if no size before it can be wrong; the messages after it can have numbers that were content. */
    @ParameterizedTest
    @CsvSource({
        "mtty/bad-magic-a.bin, BAD_MAGIC, 8",
        "mtty/version-a.bin, UNSUPPORTED_VERSION, 16",
        "mlx5/size-huge-a.bin, RECORD_TOO_LARGE, -1",
        "mlx5/size-overrun-a.bin, TRUNCATED, -1"
    })
    void firstFinding_staysIfNoContentIsBefore(String file, String code, long zeroFrom) throws IOException {
        byte[] state = Files.readAllBytes(CASES.resolve(file));
        try (Plugins plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT)) {
            PluginDecoder decoder =
                    plugins.decoder(vendorOf(CASES.resolve(file))).orElseThrow();
            try (RedactedState redacted = RedactedState.redact(decoder, () -> new ByteArrayInputStream(state));
                    DecodedState again = decode(decoder, readAll(redacted))) {
                assertTrue(
                        again.findings().stream()
                                .anyMatch(finding -> finding.code().equals(code)),
                        again.findings().toString() + redacted.zeroFrom());
                assertTrue(
                        zeroFrom < 0 || zeroFrom == redacted.zeroFrom().orElseThrow(),
                        redacted.zeroFrom().toString());
            }
        }
    }

    private static DecodedState decode(PluginDecoder decoder, byte[] state) throws IOException {
        return decoder.decode(new ByteArrayInputStream(state), false);
    }

    private static byte[] readAll(RedactedState redacted) throws IOException {
        try (InputStream in = redacted.open()) {
            return in.readAllBytes();
        }
    }

    private static List<String> keys(Iterable<Finding> findings) {
        List<String> keys = new ArrayList<>();
        for (Finding finding : findings) {
            if (!ABOUT_ZEROES.contains(finding.code())) {
                keys.add(finding.severity() + " " + finding.code() + " " + finding.offset());
            }
        }
        return keys;
    }

    /** Whatever is content is random here, and none of it is in the redacted state. */
    @ParameterizedTest
    @MethodSource("states")
    void redactedState_hasNoContent(Path file) throws IOException {
        byte[] state = Files.readAllBytes(file);
        try (Plugins plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT)) {
            PluginDecoder decoder = plugins.decoder(vendorOf(file)).orElseThrow();
            boolean[] content = contentOf(decoder, state);
            Random random = new Random(7);
            for (int i = 0; i < state.length; i++) {
                state[i] = content[i] ? (byte) random.nextInt() : state[i];
            }
            try (RedactedState redacted = RedactedState.redact(decoder, () -> new ByteArrayInputStream(state))) {
                byte[] bytes = readAll(redacted);
                Set<String> windows = new TreeSet<>();
                for (int at = 0; at + WINDOW <= bytes.length; at++) {
                    windows.add(HexFormat.of().formatHex(bytes, at, at + WINDOW));
                }
                for (int at = 0; at + WINDOW <= state.length; at++) {
                    if (isAll(content, at)) {
                        String window = HexFormat.of().formatHex(state, at, at + WINDOW);
                        assertTrue(!windows.contains(window), "content at " + at);
                    }
                }
            }
        }
    }

    private static boolean isAll(boolean[] content, int at) {
        for (int i = at; i < at + WINDOW; i++) {
            if (!content[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns which bytes no decoder reads as a number or a name. In a run of v1 chunks, that is not known here. */
    static boolean[] contentOf(PluginDecoder decoder, byte[] state) throws IOException {
        boolean[] content = new boolean[state.length];
        try (DecodedState decoded = decode(decoder, state)) {
            decoded.fields().forEach(field -> {
                boolean isStructure = STRUCTURE.contains(field.kind());
                if (!isStructure && !field.path().contains("_run[")) {
                    Arrays.fill(content, (int) field.offset(), (int) (field.offset() + field.length()), true);
                }
            });
        }
        return content;
    }

    /** A byte of the guest in a register is content, too. */
    @Test
    void bytesInRegisters_areZero() throws IOException {
        byte[] state = Files.readAllBytes(CASES.resolve("mtty/valid-2port-a.bin"));
        try (Plugins plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);
                RedactedState redacted = RedactedState.redact(
                        plugins.decoder("mtty").orElseThrow(), () -> new ByteArrayInputStream(state))) {
            Map<String, String> values = new TreeMap<>();
            redacted.decoded().fields().forEach(field -> values.put(field.path(), field.text()));
            assertEquals("0x00", values.get("ports[0].scr"));
            assertEquals("0".repeat(32), values.get("ports[0].fifo"));
            assertEquals("2", values.get("nr_ports"));
        }
    }

    /** What no decoder reads is content. */
    @Test
    void unreadBytes_areZero() throws IOException {
        byte[] state = Files.readAllBytes(CASES.resolve("unknown").resolve(firstUnknown()));
        try (Plugins plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);
                RedactedState redacted = RedactedState.redact(
                        plugins.decoder("pds").orElseThrow(), () -> new ByteArrayInputStream(state))) {
            assertArrayEquals(new byte[state.length], readAll(redacted));
        }
    }

    private static String firstUnknown() throws IOException {
        try (Stream<Path> files = Files.list(CASES.resolve("unknown"))) {
            return files.sorted().findFirst().orElseThrow().getFileName().toString();
        }
    }
}
