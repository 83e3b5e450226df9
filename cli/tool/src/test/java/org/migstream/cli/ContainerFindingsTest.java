// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.inspect.InspectCases;

/** Tests that commands report what is wrong with a container, and read the stream in it. */
class ContainerFindingsTest {
    private static final String PART = "libvirt-part-whole.save";
    private static final int XML_OFFSET = 92;
    private static final String QCOW2 = "snapshot-name-is-another-id.qcow2";

    @TempDir
    private Path folder;

    private static CommandRun run(String... args) {
        return CommandRun.of(InputStream.nullInputStream(), args);
    }

    /** The snapshot with the id 3 is called 2, so FILE#2 selects two snapshots. */
    @Test
    void listOfSnapshots_marksNamesThatSelectOtherSnapshots() throws IOException {
        String image = InspectCases.file(QCOW2, folder).toString();
        CommandRun text = run("inspect", image);
        assertEquals(0, text.exit());
        assertEquals(
                List.of("3    2"),
                text.stdout()
                        .lines()
                        .filter(line -> line.endsWith("ambiguous name"))
                        .map(line -> line.strip().substring(0, 6))
                        .toList());
        assertTrue(text.stdout().contains("'FILE#name:NAME'"), text.stdout());
        CommandRun json = run("inspect", "--ndjson", image);
        assertEquals(2, json.stdout().split("\"nameAmbiguous\":true", -1).length, json.stdout());
    }

    @Test
    void unfinishedLibvirtImage_isReadWithError() throws IOException {
        String part = InspectCases.file(PART, folder).toString();
        CommandRun inspect = run("inspect", "--all", part);
        assertEquals(1, inspect.exit());
        assertTrue(inspect.stdout().contains("[input.libvirt-unfinished]"), inspect.stdout());
        assertTrue(inspect.stdout().contains("main in libvirt, "), inspect.stdout());
        CommandRun check = run("check", part);
        assertEquals(1, check.exit());
        assertTrue(check.stdout().contains("input.libvirt-unfinished"), check.stdout());
    }

    /** libvirt refuses both images, and QEMU loads the stream in them. */
    @Test
    void imageThatLibvirtRefuses_isUnknownWithTarget_andUnsoundAlone() throws IOException {
        byte[] unfinished = InspectCases.bytes(PART);
        byte[] finished = unfinished.clone();
        System.arraycopy("Save".getBytes(StandardCharsets.US_ASCII), 0, finished, 12, 4);
        byte[] withoutXml = finished.clone();
        withoutXml[XML_OFFSET] = 0;
        String target = Files.write(folder.resolve("target"), finished).toString();
        assertEquals(0, run("check", target, "--target=" + target).exit());
        assertRefusedByLibvirt(unfinished, target, "[input.libvirt-unfinished]");
        assertRefusedByLibvirt(withoutXml, target, "[input.libvirt-xml]");
    }

    private void assertRefusedByLibvirt(byte[] image, String target, String code) throws IOException {
        String file = Files.write(folder.resolve("image"), image).toString();
        CommandRun run = run("check", file, "--target=" + target);
        assertEquals(1, run.exit(), run.stdout());
        assertTrue(firstLine(run).contains(": NOT KNOWN TO BE COMPATIBLE with "), run.stdout());
        assertTrue(run.stdout().contains(code), run.stdout());
        CommandRun alone = run("check", file);
        assertEquals(1, alone.exit(), alone.stdout());
        assertTrue(firstLine(alone).contains(": UNSOUND: "), alone.stdout());
    }

    private static String firstLine(CommandRun run) {
        return run.stdout().lines().findFirst().orElse("");
    }

    @Test
    void truncatedStreamInUnfinishedLibvirtImage_isTruncated() throws IOException {
        byte[] part = InspectCases.bytes(PART);
        String truncated = Files.write(folder.resolve("truncated"), Arrays.copyOf(part, part.length - 60_000))
                .toString();
        CommandRun inspect = run("inspect", "--all", truncated);
        assertEquals(3, inspect.exit());
        assertTrue(inspect.stderr().contains("[stream.truncated]"), inspect.stderr());
        assertTrue(inspect.stdout().contains("[input.libvirt-unfinished]"), inspect.stdout());
        Path out = folder.resolve("out");
        assertEquals(3, run("convert", "-o", out.toString(), truncated).exit());
        assertTrue(Files.notExists(out));
    }

    @Test
    void streamInUnfinishedLibvirtImage_isWritten_andErrorIsPrinted() throws IOException {
        byte[] part = InspectCases.bytes(PART);
        String file = Files.write(folder.resolve(PART), part).toString();
        Path out = folder.resolve("out");
        CommandRun convert = run("convert", "-o", out.toString(), file);
        assertEquals(1, convert.exit());
        assertTrue(
                convert.stderr().startsWith("migstream: " + file + ": error: libvirt did not finish"), convert::stderr);
        byte[] stream = Files.readAllBytes(out);
        assertArrayEquals(Arrays.copyOfRange(part, part.length - stream.length, part.length), stream);
        assertEquals(0, run("inspect", out.toString()).exit());
        CommandRun extract = run("extract", "--what", "vmdesc", file);
        assertEquals(1, extract.exit());
        assertTrue(extract.stdout().startsWith("{"));
        assertTrue(extract.stderr().contains("[input.libvirt-unfinished]"), extract::stderr);
    }

    /** The scratch registers of the snapshots with the ids 1, 2 and 3 are 0x11, 0x22 and 0x33. */
    @ParameterizedTest
    @CsvSource({"2, 0x22, true", "id:2, 0x22, false", "name:2, 0x33, false", "3, 0x33, false", "before, 0x22, false"})
    void snapshot_isFoundAsQemuFindsIt(String name, String scratch, boolean ambiguous) throws IOException {
        String input = InspectCases.file(QCOW2, folder) + "#" + name;
        CommandRun run = run("inspect", "--fields", "--device", "serial", input);
        assertTrue(
                run.stdout().lines().anyMatch(line -> line.startsWith("  state.scr = " + scratch + " ")), run::stdout);
        assertEquals(ambiguous, run.stdout().contains("[input.qcow2-ambiguous]"), run::stdout);
        assertEquals(0, run.exit());
        CommandRun extract = run("extract", "--what", "vmdesc", input);
        assertEquals(0, extract.exit());
        assertEquals(ambiguous, extract.stderr().contains("the one with id 2 is read"), extract::stderr);
    }
}
