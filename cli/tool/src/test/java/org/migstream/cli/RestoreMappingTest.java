// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code restore} refuses mappings that are wrong or not unique before any device is changed. */
class RestoreMappingTest {
    @TempDir
    private Path folder;

    private static CommandRun run(String... words) {
        return CommandRun.of(InputStream.nullInputStream(), words);
    }

    private String card(String name) {
        return "sim:mtty@" + folder.resolve(name);
    }

    private String stream() {
        return folder.resolve("stream").toString();
    }

    /** Two devices of one slot in two PCI domains, and the targets. */
    @BeforeEach
    void saveDevices() {
        CommandRun saved = run(
                "save",
                "-o",
                stream(),
                "0000:00:01.0/vfio=sim:mtty,scr0=0x41@" + folder.resolve("a"),
                "0001:00:01.0/vfio=sim:mtty,scr0=0x42@" + folder.resolve("b"));
        assertEquals(0, saved.exit(), saved.stderr());
        for (String target : List.of("x", "y")) {
            assertEquals(
                    0,
                    run("save", "-o", folder.resolve("z").toString(), card(target))
                            .exit());
        }
    }

    /** {@code X} and {@code Y} are the targets. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --map 0000:00:09.0=X                             | 2 | 0000:00:01.0/vfio, 0001:00:01.0/vfio
                    --map 00:09.0=X --map 00:01.0=Y                  | 2 | 0000:00:01.0/vfio, 0001:00:01.0/vfio
                    0000:00:09.0=X                                   | 2 | 0000:00:01.0/vfio, 0001:00:01.0/vfio
                    --map 00:01.0=X                                  | 2 | 0000:00:01.0/vfio, 0001:00:01.0/vfio
                    --map 0000:00:01.0=X --map 0001:00:01.0=X        | 2 | is given twice: one device has one state
                    --map 0000:00:01.0=X X                           | 2 | is given twice: one device has one state
                    --map 0000:00:01.0=X --map 0000:00:01.0/vfio=Y   | 2 | two devices are mapped to the state of 0000:00:01.0/vfio
                    --map 0000:00:01.0=X --map 0000:00:01.0=Y        | 2 | two devices are mapped to the state of 0000:00:01.0
                    --map 0000:00:01.0=X 0000:00:01.0/vfio/0=Y       | 2 | two devices are mapped to the state of 0000:00:01.0/vfio
                    X                                                | 1 | choose it with --map IDSTR=
                    """)
    void wrongMapping_isRefusedBeforeDevicesAreChanged(String words, int status, String reason) throws IOException {
        byte[] x = Files.readAllBytes(folder.resolve("x"));
        byte[] y = Files.readAllBytes(folder.resolve("y"));
        for (List<String> more : List.of(List.<String>of(), List.of("--dry-run"), List.of("--force"))) {
            List<String> all = new ArrayList<>(List.of("restore", "-i", stream()));
            for (String word : words.split(" ")) {
                all.add(
                        word.endsWith("X") || word.endsWith("Y")
                                ? word.replace("X", card("x")).replace("Y", card("y"))
                                : word);
            }
            all.addAll(more);
            CommandRun run = run(all.toArray(String[]::new));
            assertEquals(status, run.exit(), () -> all + run.stderr());
            assertTrue(run.stderr().contains(reason), () -> all + run.stderr());
            assertArrayEquals(x, Files.readAllBytes(folder.resolve("x")));
            assertArrayEquals(y, Files.readAllBytes(folder.resolve("y")));
        }
    }

    @Test
    void rightMapping_isRestored() {
        CommandRun run =
                run("restore", "-i", stream(), "--map", "0001:00:01.0=" + card("x"), "--map=0000:00:01.0=" + card("y"));
        assertEquals(0, run.exit(), run.stderr());
    }

    /** A stream with one state more than devices leaves one out; a device without a state is refused. */
    @Test
    void deviceWithoutState_isRefused() {
        String one = folder.resolve("one").toString();
        assertEquals(0, run("save", "-o", one, card("a")).exit());
        CommandRun run = run("restore", "-i", one, "--map", "00:01.0=" + card("x"), card("y"));
        assertEquals(1, run.exit(), run.stderr());
        assertTrue(run.stderr().contains("no further state for"), run.stderr());
    }

    /** The name of a device is part of the command line, so a name that is not valid is wrong usage. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vfio:bogus",
                "vfio:",
                "vfio:0000:3b:00.9",
                "vfio:0000:3b:00.1,vf-token=x",
                "vfio:0000:3b:00.1@pid=x",
                "vfio:/dev/vfio/12",
                "fd:a",
                "fd:1",
                "sim:mtty,foo=1@x"
            })
    void invalidDeviceName_isWrongUsage(String name) {
        for (List<String> words : List.of(
                List.of("restore", "-i", stream(), name),
                List.of("restore", "-i", stream(), "--map", "0000:00:01.0=" + name),
                List.of("restore", "--dry-run", "-i", stream(), name),
                List.of("restore", "--report", folder.resolve("report").toString(), "-i", stream(), name),
                List.of("save", "-o", folder.resolve("out").toString(), name),
                List.of("check", "--target", name, stream()),
                List.of("probe", name))) {
            CommandRun run = run(words.toArray(String[]::new));
            assertEquals(2, run.exit(), () -> words + run.stderr());
        }
    }
}
