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

/** Tests that a state decoded in pieces gives the same result as a state decoded at once. */
@Isolated
class IncrementalDecodingTest {
    private static final Path CASES = Path.of("samples/vendor-cases");

    @TempDir
    private static Path directory;

    private static Plugins plugins;

    @BeforeAll
    static void load() throws IOException {
        plugins = PluginDecoderTest.load(directory, Duration.ofMillis(700));
    }

    @AfterAll
    static void close() throws IOException {
        plugins.close();
    }

    /** The comparable properties of a decoded state. */
    private record DecodingSummary(
            Optional<Completeness> completeness,
            List<String> fields,
            long dropped,
            Map<String, String> facts,
            List<Finding> findings,
            Optional<Finding> failure) {
        static DecodingSummary of(DecodedState state) throws IOException {
            return new DecodingSummary(
                    state.completeness(),
                    PluginDecoderTest.entries(state),
                    state.droppedFields(),
                    state.facts().all(),
                    state.findings(),
                    state.failure());
        }

        static DecodingSummary atOnce(PluginDecoder decoder, byte[] state) throws IOException {
            try (DecodedState decoded = decoder.decode(new ByteArrayInputStream(state), true)) {
                return of(decoded);
            }
        }

        static DecodingSummary incrementally(PluginDecoder decoder, byte[] state, int chunk) throws IOException {
            try (IncrementalDecoding decoding = decoder.decodeIncrementally(true)) {
                for (int at = 0; at < state.length; at += chunk) {
                    decoding.feed(state, at, Math.min(chunk, state.length - at));
                }
                return of(decoding.finish());
            }
        }
    }

    static Collection<String> decoderNames() {
        return PluginDecoderTest.DECODE.keySet();
    }

    @ParameterizedTest
    @MethodSource("decoderNames")
    void everyTestDecoder_givesSameResultIncrementally(String name) throws IOException {
        PluginDecoder decoder = plugins.decoder(name).orElseThrow();
        DecodingSummary expected = DecodingSummary.atOnce(decoder, PluginDecoderTest.STATE);
        assertEquals(expected, DecodingSummary.incrementally(decoder, PluginDecoderTest.STATE, 3));
        assertEquals(expected, DecodingSummary.incrementally(decoder, PluginDecoderTest.STATE, 1000));
    }

    static Stream<Path> states() throws IOException {
        try (Stream<Path> files = Files.walk(CASES)) {
            return files.filter(file -> file.toString().endsWith(".bin")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 4099, 1 << 20})
    void everyVendorState_givesSameResultIncrementally(int chunk) throws IOException {
        try (Plugins builtIn = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT)) {
            for (Path file : (Iterable<Path>) states()::iterator) {
                Optional<PluginDecoder> decoder =
                        builtIn.decoder(file.getParent().getFileName().toString());
                if (decoder.isPresent()) {
                    byte[] state = Files.readAllBytes(file);
                    assertEquals(
                            DecodingSummary.atOnce(decoder.get(), state),
                            DecodingSummary.incrementally(decoder.get(), state, chunk),
                            file::toString);
                }
            }
        }
    }

    @Test
    void manySessions_runAtOnce() throws IOException {
        List<String> names = List.of("good", "reads", "hangs", "throws", "reads", "restarts", "leaves");
        List<IncrementalDecoding> decodings = new ArrayList<>();
        for (String name : names) {
            decodings.add(plugins.decoder(name).orElseThrow().decodeIncrementally(true));
        }
        for (int at = 0; at < PluginDecoderTest.STATE.length; at++) {
            for (IncrementalDecoding decoding : decodings) {
                decoding.feed(PluginDecoderTest.STATE, at, 1);
            }
        }
        for (int i = 0; i < names.size(); i++) {
            try (IncrementalDecoding decoding = decodings.get(i)) {
                PluginDecoder decoder = plugins.decoder(names.get(i)).orElseThrow();
                assertEquals(
                        DecodingSummary.atOnce(decoder, PluginDecoderTest.STATE),
                        DecodingSummary.of(decoding.finish()));
            }
        }
    }

    @Test
    void closedSession_endsPluginThread() throws Exception {
        PluginDecoder decoder = plugins.decoder("reads").orElseThrow();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        List<Thread> pluginThreads = new ArrayList<>();
        try (IncrementalDecoding decoding = decoder.decodeIncrementally(false)) {
            decoding.feed(PluginDecoderTest.STATE, 0, 5);
            pluginThreads.addAll(Thread.getAllStackTraces().keySet());
            pluginThreads.removeAll(before);
            pluginThreads.removeIf(thread -> !thread.getName().equals("plugin"));
            assertFalse(pluginThreads.isEmpty());
        }
        for (Thread thread : pluginThreads) {
            thread.join(60_000);
            assertFalse(thread.isAlive());
        }
    }
}
