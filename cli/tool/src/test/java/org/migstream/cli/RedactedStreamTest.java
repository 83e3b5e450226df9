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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.convert.ExtractRequest;
import org.migstream.convert.TestConversions;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.JsonTree;
import org.migstream.stream.Captures;

/** A redacted stream can be read like the original, says first that it is redacted, and is never called sound. */
class RedactedStreamTest {
    private static final String UARTS = "samples/streams/q35-two-uarts.qevm";

    @TempDir
    private Path directory;

    private static CommandRun run(String... words) {
        return CommandRun.of(InputStream.nullInputStream(), words);
    }

    private Path redact(String... words) {
        Path redacted = directory.resolve("redacted");
        List<String> all = new ArrayList<>(List.of("convert", "--redact", "-o", redacted.toString()));
        all.addAll(List.of(words));
        assertEquals(new CommandRun("", "", 0), run(all.toArray(String[]::new)));
        return redacted;
    }

    /** Returns the findings of each device's state, but those that say whether the content is zero. */
    private static List<String> stateFindings(String stream) throws IOException {
        Map<String, Object> json = InspectionResult.object(
                JsonTree.parse(run("inspect", "--json", stream).stdout()));
        List<String> findings = new ArrayList<>();
        for (Object device : (List<?>) json.get("vfioDevices")) {
            Map<?, ?> decoder = (Map<?, ?>) ((Map<?, ?>) device).get("decoder");
            for (Object finding : decoder == null ? List.of() : (List<?>) decoder.get("findings")) {
                Map<?, ?> found = (Map<?, ?>) finding;
                if (!List.of("ALL_ZERO", "OPAQUE").contains(found.get("code"))) {
                    findings.add(((Map<?, ?>) device).get("idstr") + " " + decoder.get("name") + " " + found.get("code")
                            + " " + found.get("offset"));
                }
            }
        }
        return findings;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                UARTS,
                "samples/streams/pc-two-devices-paused.qevm.zst",
                "samples/streams/lab/q35-six-plain.qevm.zst"
            })
    void redactedStates_haveSameFindings(String stream) throws IOException {
        List<String> original = stateFindings(stream);
        assertTrue(!original.isEmpty());
        assertEquals(original, stateFindings(redact(stream).toString()));
        assertEquals(
                original,
                stateFindings(
                        redact("--strip-ram", "--compress", "zstd", stream).toString()));
    }

    @Test
    void redactedStream_saysSoFirst() {
        String redacted = redact(UARTS).toString();
        CommandRun inspection = run("inspect", redacted);
        assertTrue(inspection.stdout().lines().findFirst().orElseThrow().startsWith(redacted + ": REDACTED, "));
        assertEquals(0, inspection.exit());
    }

    /** A mark before the compressed stream remains if the stream is truncated. */
    @Test
    void truncatedRedactedStream_saysSoFirst() throws IOException {
        Path redacted = redact("--compress", "zstd", UARTS);
        byte[] bytes = Files.readAllBytes(redacted);
        Files.write(redacted, Arrays.copyOf(bytes, bytes.length / 2));
        CommandRun inspection = run("inspect", redacted.toString());
        assertTrue(inspection.stdout().contains(": REDACTED, DAMAGED"), inspection.stdout());
        assertEquals(3, inspection.exit());
    }

    @Test
    void redactedStream_isNotCalledSoundOrCompatible() {
        String redacted = redact(UARTS).toString();
        CommandRun alone = run("check", redacted);
        assertEquals(1, alone.exit(), alone.stdout());
        assertTrue(alone.stdout().contains("stream.redacted"), alone.stdout());
        assertTrue(
                alone.stdout().contains("(mtty): UNKNOWN") || alone.stdout().contains("(mtty): not known"),
                alone.stdout());
        CommandRun target = run("check", "--target", "samples/profiles/mtty-two-ports.json", redacted);
        assertEquals(1, target.exit(), target.stdout());
        CommandRun restore = run("restore", "--force", "-i", redacted, "sim:mtty@" + directory.resolve("uart"));
        assertEquals(4, restore.exit(), restore.stderr());
        assertTrue(restore.stderr().contains("stream.redacted"), restore.stderr());
    }

    /** A part of a stream without a place for the mark. */
    @ParameterizedTest
    @ValueSource(strings = {"data", "config", "ram:pc.ram", "stream", "vmdesc"})
    void extractedPart_isCalledRedacted(String part) {
        String redacted = redact(UARTS).toString();
        String result = directory.resolve("part").toString();
        CommandRun run = run("extract", "--what", part, "-o", result, redacted);
        assertEquals(0, run.exit(), run.stderr());
        boolean hasMark = part.equals("stream") || part.equals("vmdesc");
        assertEquals(!hasMark, run.stderr().contains("[stream.redacted]"), run.stderr());
        CommandRun original = run("extract", "--what", part, "-o", result, UARTS);
        assertEquals(new CommandRun("", "", 0), original);
    }

    /** The version of the state is damaged: its ports are zero from the first byte on. */
    @Test
    void damagedState_isZeroAfterDamage() throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        byte[] data = TestConversions.extractFromPipe(ExtractRequest.Part.DATA, "0000:00:01.0/vfio", stream);
        String text = new String(stream, StandardCharsets.ISO_8859_1);
        int state = text.indexOf(new String(data, 0, 24, StandardCharsets.ISO_8859_1));
        stream[state + 8]++;
        Path damaged = Files.write(directory.resolve("damaged"), stream);
        Path redacted = directory.resolve("redacted");
        CommandRun run = run("convert", "--redact", "-o", redacted.toString(), damaged.toString());
        assertEquals(0, run.exit(), run.stderr());
        assertTrue(
                run.stderr().contains("0000:00:01.0/vfio")
                        && run.stderr().contains("from 0x10 on are zero [convert.state-zeroed]"),
                run.stderr());
        byte[] left = TestConversions.extractFromPipe(
                ExtractRequest.Part.DATA, "0000:00:01.0/vfio", Files.readAllBytes(redacted));
        assertArrayEquals(Arrays.copyOf(Arrays.copyOfRange(stream, state, state + 16), data.length), left);
        for (List<String> selection : List.of(
                List.of("--drop", "0000:00:01.0/vfio"),
                List.of("--keep", "ram"),
                List.of("--drop=0000:00:01.0/vfio/0"))) {
            List<String> words =
                    new ArrayList<>(List.of("convert", "--redact", "-o", redacted.toString(), damaged.toString()));
            words.addAll(selection);
            CommandRun dropped = run(words.toArray(String[]::new));
            assertEquals(new CommandRun("", "", 0), dropped, () -> selection + " has no state of the device");
        }
    }

    /** The result would have no mark. A mark before a compressed stream is found, too. */
    @ParameterizedTest
    @CsvSource({
        UARTS + ", none, --replace",
        UARTS + ", none, --replace-data",
        "samples/streams/options/q35-bare.qevm.zst, zstd, --replace"
    })
    void redactedStream_replacesNoState(String stream, String compression, String option) {
        Path donor = redact("--compress", compression, stream);
        Path result = directory.resolve("result");
        CommandRun conversion = run("convert", option, "0000:00:01.0/vfio=" + donor, "-o", result.toString(), stream);
        assertEquals(4, conversion.exit(), conversion.stderr());
        assertTrue(
                conversion.stderr().contains(donor + ": ")
                        && conversion.stderr().contains("cannot replace a state")
                        && conversion.stderr().contains("stream.redacted"),
                conversion.stderr());
        assertTrue(!Files.exists(result));
    }

    /** Such a stream has no place for the mark, so nothing of the states is kept. */
    @Test
    void streamWithoutVmDescription_losesStates() throws IOException {
        String stream = "samples/streams/options/q35-bare.qevm.zst";
        String redacted = redact(stream).toString();
        assertTrue(!run("inspect", redacted).stdout().contains("REDACTED"));
        assertEquals(
                List.of(),
                Stream.of(stateFindings(redacted))
                        .filter(found -> found.contains(" OK "))
                        .toList());
        Path compressed = redact("--compress", "zstd", stream);
        assertTrue(run("inspect", compressed.toString()).stdout().contains("REDACTED"));
        Path plain = directory.resolve("plain");
        assertEquals(new CommandRun("", "", 0), run("convert", "-o", plain.toString(), compressed.toString()));
        assertTrue(!run("inspect", plain.toString()).stdout().contains("REDACTED"));
        assertArrayEquals(Files.readAllBytes(Path.of(redact(stream).toString())), Files.readAllBytes(plain));
    }
}
