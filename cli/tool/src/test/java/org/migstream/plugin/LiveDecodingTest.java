// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.Finding;

/** However a state is fed, and whatever its decoder does: it is decoded as if it had been there from the start. */
@Isolated
class LiveDecodingTest {
    private static final Path CASES = Path.of("samples/vendor-cases");

    @TempDir
    private static Path directory;

    private static Plugins plugins;

    @BeforeAll
    static void load() throws IOException {
        plugins = DecoderTest.load(directory, Duration.ofMillis(700));
    }

    @AfterAll
    static void close() throws IOException {
        plugins.close();
    }

    /** All that can be told about a decoded state. */
    private record Told(
            Optional<Completeness> completeness,
            List<String> fields,
            long dropped,
            Map<String, String> facts,
            List<Finding> findings,
            Optional<Finding> failure) {
        static Told of(DecodedState state) throws IOException {
            return new Told(
                    state.completeness(),
                    DecoderTest.entries(state),
                    state.droppedFields(),
                    state.facts().all(),
                    state.findings(),
                    state.failure());
        }

        static Told atOnce(Decoder decoder, byte[] state) throws IOException {
            try (DecodedState decoded = decoder.decode(new ByteArrayInputStream(state), true)) {
                return of(decoded);
            }
        }

        static Told live(Decoder decoder, byte[] state, int chunk) throws IOException {
            try (LiveDecoding live = decoder.live(true)) {
                for (int at = 0; at < state.length; at += chunk) {
                    live.feed(state, at, Math.min(chunk, state.length - at));
                }
                return of(live.end());
            }
        }
    }

    static Collection<String> behaviours() {
        return DecoderTest.DECODE.keySet();
    }

    @ParameterizedTest
    @MethodSource("behaviours")
    void makesNoDifferenceToAnyDecoder(String name) throws IOException {
        Decoder decoder = plugins.decoder(name).orElseThrow();
        Told expected = Told.atOnce(decoder, DecoderTest.STATE);
        assertEquals(expected, Told.live(decoder, DecoderTest.STATE, 3));
        assertEquals(expected, Told.live(decoder, DecoderTest.STATE, 1000));
    }

    static Stream<Path> states() throws IOException {
        try (Stream<Path> files = Files.walk(CASES)) {
            return files.filter(file -> file.toString().endsWith(".bin")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 4099, 1 << 20})
    void makesNoDifferenceToAnyState(int chunk) throws IOException {
        try (Plugins own = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.PATIENCE)) {
            for (Path file : (Iterable<Path>) states()::iterator) {
                Optional<Decoder> decoder =
                        own.decoder(file.getParent().getFileName().toString());
                if (decoder.isPresent()) {
                    byte[] state = Files.readAllBytes(file);
                    assertEquals(
                            Told.atOnce(decoder.get(), state), Told.live(decoder.get(), state, chunk), file::toString);
                }
            }
        }
    }

    @Test
    void manyAreUnderWayAtOnce() throws IOException {
        List<String> names = List.of("good", "reads", "hangs", "throws", "reads", "restarts", "leaves");
        List<LiveDecoding> all = new ArrayList<>();
        for (String name : names) {
            all.add(plugins.decoder(name).orElseThrow().live(true));
        }
        for (int at = 0; at < DecoderTest.STATE.length; at++) {
            for (LiveDecoding one : all) {
                one.feed(DecoderTest.STATE, at, 1);
            }
        }
        for (int i = 0; i < names.size(); i++) {
            try (LiveDecoding one = all.get(i)) {
                Decoder decoder = plugins.decoder(names.get(i)).orElseThrow();
                assertEquals(Told.atOnce(decoder, DecoderTest.STATE), Told.of(one.end()));
            }
        }
    }

    @Test
    void nobodyWaitsForBytesThatWillNotCome() throws Exception {
        Decoder decoder = plugins.decoder("reads").orElseThrow();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        List<Thread> waiting = new ArrayList<>();
        try (LiveDecoding live = decoder.live(false)) {
            live.feed(DecoderTest.STATE, 0, 5);
            waiting.addAll(Thread.getAllStackTraces().keySet());
            waiting.removeAll(before);
            waiting.removeIf(thread -> !thread.getName().equals("plugin"));
            assertFalse(waiting.isEmpty());
        }
        for (Thread thread : waiting) {
            thread.join(60_000);
            assertFalse(thread.isAlive());
        }
    }
}
