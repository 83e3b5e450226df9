// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs commands on changed inputs of each kind, and on all inputs of the corpus. A broken law is printed with the seed and
 * the number of the input, and the input is written into {@code cli/tool/target/broken}. Add it to the corpus with the mend.
 */
class CampaignTest {
    private static final Path BROKEN = Path.of("cli/tool/target/broken");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void corpus_breaksNoLaw(FuzzTarget target) throws IOException {
        HostileInput hostile = new HostileInput(folder, FuzzTarget.writeMain(folder));
        for (byte[] input : corpus(target)) {
            for (String command : target.commands()) {
                hostile.run(command, input, false);
            }
        }
    }

    /** The properties {@code fuzz.inputs} (of each kind), {@code fuzz.runs} (for each input) and {@code fuzz.seed}. */
    @ParameterizedTest
    @EnumSource
    @Tag("campaign")
    void changedInputs_breakNoLaw(FuzzTarget target) throws IOException {
        int inputs = Integer.getInteger("fuzz.inputs", 200);
        int runs = Integer.getInteger("fuzz.runs", 4);
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        HostileInput hostile = new HostileInput(folder, FuzzTarget.writeMain(folder));
        List<byte[]> seeds = new ArrayList<>(target.seeds());
        seeds.addAll(corpus(target));
        assertFalse(seeds.isEmpty());
        List<String> broken = new ArrayList<>();
        for (int number = 0; number < inputs; number++) {
            Random random = new Random(seed + number);
            byte[] input = FuzzTarget.change(seeds.get(random.nextInt(seeds.size())), random);
            for (int run = 0; run < runs; run++) {
                String command =
                        target.commands().get(random.nextInt(target.commands().size()));
                try {
                    hostile.run(command, input, random.nextBoolean());
                } catch (AssertionError | RuntimeException e) {
                    Path file = Files.createDirectories(BROKEN).resolve(target + "-" + seed + "-" + number);
                    broken.add(Files.write(file, input) + ": " + e.getMessage());
                }
            }
        }
        System.out.printf(
                "%s: %d inputs, %d runs, seed %d, %d broken laws; %s%n",
                target, inputs, inputs * runs, seed, broken.size(), hostile.summary());
        assertEquals(List.of(), broken);
    }

    private static List<byte[]> corpus(FuzzTarget target) throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        if (Files.isDirectory(target.corpus())) {
            try (Stream<Path> files = Files.list(target.corpus())) {
                for (Path file : files.sorted().toList()) {
                    inputs.add(Files.readAllBytes(file));
                }
            }
        }
        return inputs;
    }
}
