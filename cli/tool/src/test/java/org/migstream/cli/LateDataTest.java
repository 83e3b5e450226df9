// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The last data of a state come from another input: because a decoder finds that they are missing, or because the driver
 * has refused to leave RESUMING without them.
 */
class LateDataTest {
    private static final Path LATE = Path.of("cli/tool/src/test/resources/late");
    /** The tag of a data record (VFIO_MIG_FLAG_DEV_DATA_STATE in hw/vfio/migration.c). */
    private static final long DEV_DATA_STATE = 0xffff_ffff_ef10_0004L;

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

    /** Returns a stream without the last bytes of its last data record. */
    private static byte[] withoutLastData(byte[] stream, int count) {
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        int record = stream.length - Long.BYTES;
        while (bytes.getLong(record) != DEV_DATA_STATE) {
            record--;
        }
        int length = (int) bytes.getLong(record + Long.BYTES);
        int end = record + 2 * Long.BYTES + length;
        byte[] cut = new byte[stream.length - count];
        ByteBuffer.wrap(cut)
                .put(stream, 0, end - count)
                .put(stream, end, stream.length - end)
                .putLong(record + Long.BYTES, length - count);
        return cut;
    }

    /** v1 requirement: a failed exit from RESUMING can be repeated. No decoder knows this state, only the driver. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "stream"})
    void refusedExit_isRepeatedWithRest(String kind) throws IOException {
        String target = "sim:bulk,size=100K@" + path("target");
        assertEquals(
                0,
                run("save", "--no-pre-copy", "-o", path("bulk.qevm"), "sim:bulk,size=100K,fill=7@" + path("bulk"))
                        .exit());
        byte[] whole = Files.readAllBytes(directory.resolve("bulk.qevm"));
        byte[] data = stateOf("sim:bulk@" + path("bulk"));
        Files.write(directory.resolve("cut.qevm"), withoutLastData(whole, 40));
        Files.write(directory.resolve("plain"), Arrays.copyOfRange(data, data.length - 40, data.length));
        Files.write(directory.resolve("stream"), withData(whole, directory.resolve("plain")));
        assertEquals(6, run("restore", "--run", "-i", path("cut.qevm"), target).exit());
        CommandRun run = run(
                "restore", "--run", "-i", path("cut.qevm"), "--report", path("report"), "--rest", path(kind), target);
        assertEquals(new CommandRun("", warning(target), 0), run);
        assertTrue(Files.readString(directory.resolve("report")).contains("the driver refuses the state"));
        assertArrayEquals(data, stateOf("sim:bulk@" + path("target")));
    }

    /** Returns the warning that a driver has refused to leave RESUMING at first. */
    private static String warning(String device) {
        return "migstream: warning: " + device
                + ": survived: the driver refuses the state: load the state: Invalid argument\n";
    }

    /** Returns a stream whose last data record has the bytes of a file. */
    private static byte[] withData(byte[] stream, Path file) throws IOException {
        byte[] data = Files.readAllBytes(file);
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        int record = stream.length - Long.BYTES;
        while (bytes.getLong(record) != DEV_DATA_STATE) {
            record--;
        }
        int end = record + 2 * Long.BYTES + (int) bytes.getLong(record + Long.BYTES);
        return ByteBuffer.allocate(record + 2 * Long.BYTES + data.length + stream.length - end)
                .put(stream, 0, record + Long.BYTES)
                .putLong(data.length)
                .put(data)
                .put(stream, end, stream.length - end)
                .array();
    }

    /** One device needs its rest because its state is truncated, the other one because its driver refuses. */
    @Test
    void restOfSeveralDevices_isWrittenToEach() throws IOException {
        String mtty = "sim:mtty@" + path("mtty");
        String bulk = "sim:bulk,size=100K,fill=7@" + path("bulk");
        assertEquals(
                0, run("save", "--no-pre-copy", "-o", path("mtty.qevm"), mtty).exit());
        assertEquals(
                0,
                run("save", "--no-pre-copy", "-o", path("both.qevm"), mtty, bulk)
                        .exit());
        byte[] mttyData = stateOf(mtty);
        byte[] bulkData = stateOf(bulk);
        Files.write(
                directory.resolve("cut.qevm"), withoutLastData(Files.readAllBytes(directory.resolve("both.qevm")), 40));
        Files.write(directory.resolve("last"), Arrays.copyOfRange(bulkData, bulkData.length - 40, bulkData.length));
        Files.write(
                directory.resolve("rest.qevm"),
                withData(Files.readAllBytes(directory.resolve("both.qevm")), directory.resolve("last")));
        CommandRun run = run(
                "restore",
                "--run",
                "-i",
                path("cut.qevm"),
                "--rest",
                path("rest.qevm"),
                "--map=0000:00:01.0/vfio=sim:mtty@" + path("m2"),
                "--map=0000:00:02.0/vfio=sim:bulk,size=100K@" + path("b2"));
        assertEquals(new CommandRun("", warning("sim:bulk,size=100K@" + path("b2")), 0), run);
        assertArrayEquals(mttyData, stateOf("sim:mtty@" + path("m2")));
        assertArrayEquals(bulkData, stateOf("sim:bulk@" + path("b2")));
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
        assertTrue(run.stderr().contains("was reset"), run.stderr());
        assertEquals(1, run.stderr().lines().count(), run.stderr());
    }

    /** A missing file is found before a device is touched. */
    @Test
    void absentRest_leavesDeviceUnchanged() throws IOException {
        CommandRun run = restore("mtty-without-end.qevm.zst", path("absent"), MTTY_TARGET + "@" + path("target"));
        assertEquals(new CommandRun("", "migstream: " + path("absent") + ": no such file\n", 5), run);
        assertFalse(Files.exists(directory.resolve("target")));
    }

    /** The rest completes a state, but does not make it fit another device. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "v1-without-end.qevm.zst; v1-end.bin; sim:v1,size=1000,chunk=332,id=2; IDENTITY_MISMATCH",
                "v1-without-end.qevm.zst; v1-end.bin; sim:v1,size=2000,chunk=332; SIZE_MISMATCH",
                "mtty-without-end.qevm.zst; mtty-end.bin; sim:mtty,ports=1; NR_PORTS_MISMATCH"
            })
    void otherDevice_isRefusedBeforeItIsChanged(String first, String rest, String device, String code)
            throws IOException {
        CommandRun run = restore(first, LATE.resolve(rest).toString(), device + "@" + path("target"));
        assertEquals(1, run.exit(), run.stderr());
        assertTrue(run.stderr().contains(code) && run.stderr().contains("is unchanged"), run.stderr());
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
                                directory.toString(),
                                V1_TARGET + "@" + path("target"))
                        .exit());
    }
}
