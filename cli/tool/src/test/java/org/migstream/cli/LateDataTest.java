// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The last data of a state come from another input, after the driver has refused to leave RESUMING without them. */
class LateDataTest {
    private static final Path LATE = Path.of("cli/tool/src/test/resources/late");
    private static final String V1_TARGET = "sim:v1,size=1000,chunk=332";
    private static final String MTTY_TARGET = "sim:mtty,ports=2";

    @TempDir
    private Path directory;

    private byte[] v1State;

    @BeforeEach
    void saveOriginal() throws IOException {
        assertEquals(
                0,
                run("save", "-o", path("v1.qevm"), V1_TARGET + ",fill=7@" + path("source"))
                        .exit());
        v1State = stateOf("sim:v1@" + path("source"));
    }

    private static CommandRun run(String... words) throws IOException {
        return CommandRun.of(InputStream.nullInputStream(), words);
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    /** Returns the data of a device. */
    private byte[] stateOf(String device) throws IOException {
        assertEquals(
                0, run("save", "--no-pre-copy", "-o", path("again"), device).exit());
        assertEquals(
                0,
                run("extract", "--what", "data", "-o", path("data"), path("again"))
                        .exit());
        return Files.readAllBytes(directory.resolve("data"));
    }

    private CommandRun restore(String first, String rest, String... more) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("restore", "--run", "-i", LATE.resolve(first).toString()));
        words.addAll(List.of("--rest", rest));
        words.addAll(Arrays.asList(more));
        return run(words.toArray(String[]::new));
    }

    /** v1 requirement: a late last packet is accepted. The v2 driver accepts it, too. */
    @ParameterizedTest
    @CsvSource({"v1-without-end.qevm.zst, v1-end.bin, v1", "mtty-without-end.qevm.zst, mtty-end.bin, mtty"})
    void rest_completesState(String first, String rest, String kind) throws IOException {
        String target = (kind.equals("v1") ? V1_TARGET : MTTY_TARGET) + "@" + path("target");
        assertEquals(
                new CommandRun("", "", 0), restore(first, LATE.resolve(rest).toString(), target));
        if (kind.equals("v1")) {
            assertEquals(
                    Arrays.toString(v1State), Arrays.toString(stateOf("sim:v1@" + path("target"))), "the same content");
        }
    }

    /** The rest may be a whole state, which replaces the unfinished one. */
    @Test
    void wholeStateAsRest_replacesFirstPart() throws IOException {
        assertEquals(
                new CommandRun("", "", 0),
                restore("v1-without-end.qevm.zst", path("v1.qevm"), V1_TARGET + "@" + path("target")));
        assertEquals(Arrays.toString(v1State), Arrays.toString(stateOf("sim:v1@" + path("target"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mtty-without-end.qevm.zst; absent; 5; absent: no such file",
                "mtty-without-end.qevm.zst; short; 1; the state is not complete with the rest of its data",
                "mtty-without-end.qevm.zst; empty; 1; the state is not complete with the rest of its data",
                "mtty-without-end.qevm.zst; other.qevm; 4; it has no data of 0000:00:01.0/vfio",
                "mtty-without-end.qevm.zst; truncated.qevm; 3; stream",
                "mtty-without-end.qevm.zst; long; 6; write the data"
            })
    void unusableRest_leavesDeviceReset(String first, String rest, int status, String message) throws IOException {
        Files.write(directory.resolve("short"), new byte[10]);
        Files.write(directory.resolve("empty"), new byte[0]);
        Files.write(directory.resolve("long"), new byte[1000]);
        run("save", "-o", path("other.qevm"), "0000:00:05.0/vfio=sim:mtty@" + path("other"));
        byte[] whole = Files.readAllBytes(directory.resolve("other.qevm"));
        Files.write(directory.resolve("truncated.qevm"), Arrays.copyOf(whole, 5000));
        CommandRun run = restore(first, path(rest), MTTY_TARGET + "@" + path("target"));
        assertEquals(status, run.exit(), run.stderr());
        assertTrue(run.stderr().contains(message), run.stderr());
        assertEquals("RUNNING", FaultMatrix.state(directory.resolve("target")));
        assertEquals(1, run.stderr().lines().count(), run.stderr());
    }

    /** A dry run does not read the rest, so it does not promise that the state will load. */
    @Test
    void dryRun_doesNotCountOnRest() throws IOException {
        CommandRun run = restore(
                "mtty-without-end.qevm.zst",
                LATE.resolve("mtty-end.bin").toString(),
                "--dry-run",
                MTTY_TARGET + "@" + path("target"));
        assertEquals(1, run.exit(), run.stderr());
    }

    @Test
    void rest_isNotReadIfNotNeeded() throws IOException {
        assertEquals(
                0,
                run(
                                "restore",
                                "--run",
                                "-i",
                                path("v1.qevm"),
                                "--rest",
                                path("absent"),
                                V1_TARGET + "@" + path("target"))
                        .exit());
    }
}
