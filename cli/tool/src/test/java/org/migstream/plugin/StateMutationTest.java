// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.migstream.stream.Mutant;

/** Tests with damaged device states that no plugin fails and that every byte is in exactly one field. */
class StateMutationTest {
    private static final Path CASES = Path.of("samples/vendor-cases");

    /** The maximum size of a state, in bytes. Larger states are mostly opaque and take much time. */
    private static final int MAX_STATE_SIZE = 10_000;

    private static final Plugins PLUGINS = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);

    /** A state and its decoder. */
    private record Seed(PluginDecoder decoder, byte[] state) {}

    @AfterAll
    static void close() throws IOException {
        PLUGINS.close();
    }

    @Test
    void thousandMutants_areDecodedWithoutPluginFault() throws IOException {
        List<Seed> seeds = seeds();
        assertTrue(seeds.size() > 50);
        for (int number = 0; number < 1000; number++) {
            decode(seeds, number);
        }
    }

    @Test
    @Tag("fuzz")
    void mutants_areDecodedForConfiguredTime() throws IOException {
        List<Seed> seeds = seeds();
        Instant end = Instant.now().plus(Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 60) / 2));
        for (long number = System.nanoTime(); Instant.now().isBefore(end); number++) {
            decode(seeds, number);
        }
    }

    private static void decode(List<Seed> seeds, long number) throws IOException {
        Random random = new Random(number);
        Seed seed = seeds.get(random.nextInt(seeds.size()));
        byte[] mutant = Mutant.of(seed.state(), random);
        String mutantName = "mutant " + number + " of " + seed.decoder().name();
        try (DecodedState decoded = seed.decoder().decode(new ByteArrayInputStream(mutant), false)) {
            assertEquals(Optional.empty(), decoded.failure(), mutantName);
            long[] end = {0};
            decoded.fields().forEach(entry -> {
                assertEquals(end[0], entry.offset(), mutantName);
                end[0] += entry.length();
            });
            assertTrue(end[0] == mutant.length || decoded.droppedFields() > 0, mutantName);
            decoded.findings().forEach(finding -> finding.offset().ifPresent(offset -> {
                if (offset < 0 || offset > mutant.length) {
                    fail(mutantName + ": " + finding);
                }
            }));
        }
    }

    private static List<Seed> seeds() throws IOException {
        List<Seed> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CASES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".bin"))
                    .sorted()
                    .toList()) {
                Optional<PluginDecoder> decoder =
                        PLUGINS.decoder(file.getParent().getFileName().toString());
                long size = Files.size(file);
                if (decoder.isPresent() && size > 0 && size < MAX_STATE_SIZE) {
                    seeds.add(new Seed(decoder.get(), Files.readAllBytes(file)));
                }
            }
        }
        return seeds;
    }
}
