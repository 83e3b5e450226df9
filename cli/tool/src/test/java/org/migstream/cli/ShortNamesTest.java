// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigSamples;
import org.migstream.stream.VfioRecord;

/** Tests that every option accepts the short name of a device, as the tables print it. */
class ShortNamesTest {
    private static final String STREAM = "samples/streams/q35-two-uarts.qevm";
    private static final String TWO_DEVICES = "samples/streams/pc-two-devices-paused.qevm.zst";

    @TempDir
    private Path folder;

    private static CommandRun run(String... args) {
        return CommandRun.of(InputStream.nullInputStream(), args);
    }

    private static CommandRun runAll(List<String> args) {
        return run(args.toArray(String[]::new));
    }

    private byte[] output(List<String> args) throws IOException {
        Path out = folder.resolve("out");
        Files.deleteIfExists(out);
        CommandRun run = runAll(args);
        assertEquals(0, run.exit(), run::stderr);
        return Files.readAllBytes(out);
    }

    @Test
    void extractAndConvert_acceptShortName() throws IOException {
        String out = folder.resolve("out").toString();
        assertArrayEquals(
                output(List.of("extract", "--device", "0000:00:03.0/vfio", "-o", out, TWO_DEVICES)),
                output(List.of("extract", "--device", "00:03.0", "-o", out, TWO_DEVICES)));
        for (String option : List.of("--replace", "--replace-data")) {
            assertArrayEquals(
                    output(List.of("convert", option, "0000:00:03.0/vfio=" + TWO_DEVICES, "-o", out, TWO_DEVICES)),
                    output(List.of("convert", option, "00:03.0=" + TWO_DEVICES, "-o", out, TWO_DEVICES)));
        }
        CommandRun twice = run(
                "convert",
                "--replace=00:03.0=" + TWO_DEVICES,
                "--replace-data=0000:00:03.0/vfio=" + TWO_DEVICES,
                "-o",
                out,
                TWO_DEVICES);
        assertEquals(2, twice.exit());
        assertTrue(twice.stderr().contains("0000:00:03.0/vfio is in two"), twice::stderr);
    }

    /** The decoder of another device fails, which shows that it was used. */
    @Test
    void decoder_acceptsShortName() {
        for (String command : List.of("inspect", "check")) {
            CommandRun run = run(command, "--json", "--decoder", "00:01.0=mlx5", STREAM);
            CommandRun whole = run(command, "--json", "--decoder", "0000:00:01.0/vfio=mlx5", STREAM);
            assertEquals(1, run.exit(), run::stderr);
            assertEquals(whole.stdout(), run.stdout());
            CommandRun twice = run(command, "--decoder", "00:01.0=mtty", "--decoder", "0000:00:01.0/vfio=mlx5", STREAM);
            assertEquals(2, twice.exit(), twice::stdout);
            CommandRun other = run(command, "--decoder", "00:01.0=mtty", TWO_DEVICES, STREAM);
            assertEquals(0, other.exit(), other::stderr);
        }
    }

    /** An instance is a name, too; the last device is decoded as the wrong kind, which shows that its decoder was used. */
    @Test
    void decoder_acceptsInstance() {
        CommandRun run = run("inspect", "--json", "--decoder", "0000:00:01.0/vfio/0=mlx5", STREAM);
        assertEquals(1, run.exit(), run::stdout);
        assertEquals(
                2,
                run("inspect", "--decoder", "0000:00:01.0/vfio/1=mlx5", STREAM).exit());
    }

    @Test
    void decoderForUnknownDevice_isUsageErrorInAllCommands() throws IOException {
        String page = folder.resolve("page").toString();
        String copy = STREAM + ".zst";
        for (List<String> command : List.of(
                List.of("inspect", "--html", "-o", page, STREAM),
                List.of("inspect", STREAM, copy),
                List.of("inspect", "--device", "00:01.0", STREAM),
                List.of("check", STREAM, copy),
                List.of("diff", STREAM, copy),
                List.of("explain", "0x1", STREAM),
                List.of("explain", "0x1", STREAM, copy),
                List.of("bundle", "-o", page, STREAM),
                List.of("restore", "-i", STREAM, "sim:mtty,ports=2@" + page),
                List.of("restore", "sim:mtty,ports=2@" + page),
                List.of("restore", "--keep=0", "sim:mtty,ports=2@" + page),
                List.of("tee"))) {
            List<String> args = new ArrayList<>(command);
            args.add(1, "--decoder=00:09.0=mtty");
            try (InputStream in = Files.newInputStream(Path.of(STREAM))) {
                CommandRun run = CommandRun.of(in, args.toArray(String[]::new));
                assertEquals(2, run.exit(), () -> command + run.stderr());
                assertTrue(run.stderr().contains("--decoder 00:09.0=: the stream has no"), run::stderr);
                assertTrue(run.stderr().lines().count() == 1 || command.get(0).equals("tee"), run::stderr);
                assertFalse(
                        Files.exists(Path.of(page)) && !command.get(0).equals("restore") && !command.contains("--html"),
                        command::toString);
                Files.deleteIfExists(Path.of(page));
            }
        }
    }

    @Test
    void unknownDecoder_isUsageErrorInAllCommands() {
        String file = folder.resolve("file").toString();
        for (List<String> command : List.of(
                List.of("inspect", STREAM),
                List.of("check", STREAM),
                List.of("diff", STREAM, STREAM),
                List.of("explain", "0x1"),
                List.of("explain", "0x1", STREAM),
                List.of("bundle", "-o", file, STREAM),
                List.of("restore", "-i", STREAM, "sim:mtty,ports=2@" + file),
                List.of("tee"))) {
            List<String> args = new ArrayList<>(command);
            args.add(1, "--decoder=00:01.0=nope");
            CommandRun run = runAll(args);
            assertEquals(2, run.exit(), () -> command + run.stderr());
            assertTrue(run.stderr().contains("no decoder is called 'nope'; available: "), run::stderr);
            assertFalse(Files.exists(Path.of(file)), command::toString);
        }
    }

    @Test
    void slot_acceptsShortName() {
        String target = "--target=samples/profiles/mtty-two-ports.json";
        String whole = run("check", "--json", target, "--slot", "0000:00:01.0/vfio=root-port", STREAM)
                .stdout();
        for (String name : List.of("00:01.0", "0000:00:01.0", "00:01.0/vfio", "0000:00:01.0/vfio/0")) {
            CommandRun run = run("check", "--json", target, "--slot", name + "=root-port", STREAM);
            assertEquals(whole, run.stdout());
        }
        assertTrue(whole.contains("SLOT_MISMATCH"), whole);
        assertFalse(run("check", "--json", target, "--slot=root-port", "--slot=00:01.0=root", STREAM)
                .stdout()
                .contains("SLOT_MISMATCH"));
        CommandRun twice = run("check", target, "--slot=00:01.0=root", "--slot=0000:00:01.0/vfio=root", STREAM);
        assertEquals(2, twice.exit(), twice::stdout);
        assertTrue(twice.stderr().contains("two --slot options are for 0000:00:01.0/vfio"), twice::stderr);
        CommandRun raw = run("check", target, "--slot=00:01.0=root", "samples/vendor-cases/mtty/trailing-a.bin");
        assertEquals(2, raw.exit(), raw::stdout);
    }

    @Test
    void restore_acceptsShortName() throws IOException {
        String saved = folder.resolve("saved").toString();
        CommandRun save = run(
                "save",
                "-o",
                saved,
                "0000:00:02.0/vfio=" + card("second-source", 2),
                "0000:00:03.0/vfio=" + card("third-source", 1));
        assertEquals(0, save.exit(), save::stderr);
        for (String name : List.of("0000:00:03.0/vfio", "00:03.0", "0000:00:03.0", "0000:00:03.0/vfio/0")) {
            for (List<String> mapping : List.of(
                    List.of("--map", name + "=" + card("third", 1), "--map=00:02.0=" + card("second", 2)),
                    List.of("--map=00:02.0=" + card("second", 2), name + "=" + card("third", 1)),
                    List.of("--map", name + "=" + card("third", 1), card("second", 2)))) {
                for (String keep : List.of("0", "256M")) {
                    List<String> args = new ArrayList<>(List.of("restore", "--dry-run", "--report=-", "--keep", keep));
                    args.addAll(mapping);
                    try (InputStream in = Files.newInputStream(Path.of(saved))) {
                        CommandRun run = CommandRun.of(in, args.toArray(String[]::new));
                        assertEquals(0, run.exit(), () -> args + run.stderr());
                        assertTrue(run.stdout().contains("\"idstr\" : \"0000:00:02.0/vfio\""), run::stdout);
                        assertTrue(run.stdout().contains("\"idstr\" : \"0000:00:03.0/vfio\""), run::stdout);
                    }
                }
            }
        }
        CommandRun twice = run("restore", "-i", saved, "--map=00:03.0=" + card("a"), "--map=0000:00:03.0=" + card("b"));
        assertEquals(2, twice.exit());
        assertTrue(twice.stderr().contains("two devices are mapped to the state of 0000:00:03.0/vfio"), twice::stderr);
    }

    private String card(String file) {
        return card(file, 2);
    }

    private String card(String file, int ports) {
        return "sim:mtty,ports=" + ports + "@" + folder.resolve(file);
    }

    @Test
    void restoreWithAmbiguousName_isUsageErrorThatListsDevices() throws IOException {
        String stream = devices("stream", "0000:00:01.0/vfio", "0001:00:01.0/vfio");
        for (String keep : List.of("0", "256M")) {
            try (InputStream in = Files.newInputStream(Path.of(stream))) {
                CommandRun run =
                        CommandRun.of(in, "restore", "--report=-", "--keep", keep, "--map=00:01.0=" + card("a"));
                assertEquals(2, run.exit(), run::stderr);
                assertTrue(run.stderr().contains("0000:00:01.0/vfio, 0001:00:01.0/vfio"), run::stderr);
                assertTrue(run.stdout().contains("\"failed\""), run::stdout);
            }
        }
        CommandRun exact = run("restore", "-i", stream, "--dry-run", "--map=0001:00:01.0=" + card("a"));
        assertEquals(1, exact.exit(), exact::stderr);
        assertTrue(exact.stderr().contains("0001:00:01.0/vfio: "), exact::stderr);
    }

    @Test
    void check_acceptsShortName() throws IOException {
        String profile = "samples/profiles/mtty-two-ports.json";
        CommandRun run = run("check", "--target", "00:01.0=" + profile, STREAM);
        assertEquals(0, run.exit(), run::stdout);
        assertTrue(run.stdout().contains("0000:00:01.0/vfio (mtty): compatible"), run::stdout);
        CommandRun stream = run("check", "--target", "00:03.0=" + TWO_DEVICES, TWO_DEVICES);
        assertTrue(stream.stdout().contains("0000:00:03.0/vfio (mtty): compatible"), stream::stdout);
        CommandRun twice = run("check", "--target=00:01.0=" + profile, "--target=0000:00:01.0/vfio=" + profile, STREAM);
        assertEquals(2, twice.exit(), twice::stdout);
        CommandRun several = run("check", "--target", "00:01.0=" + profile, TWO_DEVICES, STREAM);
        assertEquals(2, several.exit());
        assertTrue(several.stdout().contains("0000:00:01.0/vfio (mtty): compatible"), several::stdout);
    }

    /** Otherwise the target would seem to lack the device. */
    @Test
    void targetWithSeveralDevicesOfTheName_isNoVerdict() throws IOException {
        String stream = devices("stream", "0000:00:01.0/vfio");
        String target = devices("target", "0000:00:01.0/vfio", "0001:00:01.0/vfio");
        CommandRun run = run("check", "--target", "00:01.0=" + target, stream);
        assertEquals(4, run.exit(), run::stdout);
        assertTrue(run.stderr().contains("0000:00:01.0/vfio, 0001:00:01.0/vfio"), run::stderr);
        CommandRun whole = run("check", "--json", "--target", "0000:00:01.0/vfio=" + target, stream);
        assertFalse(whole.stdout().contains("DEVICE_MISSING"), whole::stdout);
        assertEquals("", whole.stderr());
    }

    private String devices(String name, String... idstrs) throws IOException {
        StreamBuilder stream = new StreamBuilder().header().configuration();
        int section = 0;
        for (String idstr : idstrs) {
            section++;
            stream.vfioSetup(section, idstr);
        }
        section = 0;
        for (String idstr : idstrs) {
            section++;
            stream.continued(Section.Kind.END, section);
            stream.vfioData(new byte[96]).vfioTag(VfioRecord.Tag.END_OF_STATE).footer();
            stream.full(section, idstr)
                    .vfioConfig(VfioConfigSamples.layout(4096, 9, true), VfioConfigSamples.body(4096, 9, true))
                    .footer();
        }
        return Files.write(folder.resolve(name), stream.endOfStream().bytes()).toString();
    }

    @Test
    void diff_acceptsShortName() {
        CommandRun run = run("diff", "--ignore", "00:01.0,00:02.0", STREAM, TWO_DEVICES);
        assertEquals(1, run.exit(), run::stderr);
        assertTrue(run.stdout().contains("0000:00:01.0/vfio "), run::stdout);
        assertTrue(run.stdout().lines().noneMatch(line -> line.startsWith("0000:00:01.0/vfio")), run::stdout);
    }

    @Test
    void diff_ignoresDeviceThatOneStreamHas() {
        String copy = STREAM + ".zst";
        CommandRun run = run("diff", "--ignore", "00:03.0", STREAM, copy, TWO_DEVICES);
        assertEquals(1, run.exit(), run::stderr);
        assertEquals("", run.stderr());
        CommandRun none = run("diff", "--ignore", "00:09.0", STREAM, copy, TWO_DEVICES);
        assertEquals(2, none.exit());
        assertEquals(1, none.stderr().lines().count(), none::stderr);
        assertTrue(none.stdout().contains("DIFFERENT"), none::stdout);
    }

    @Test
    void diff_ignoresOneInstance() throws IOException {
        String a = controllers("a", 1, 1);
        CommandRun other = run("diff", "--ignore", "dma/1", a, controllers("b", 2, 1));
        assertEquals(1, other.exit(), other::stdout);
        CommandRun named = run("diff", "--json", "--ignore", "dma/1", a, controllers("c", 1, 2));
        assertEquals(0, named.exit(), named::stdout);
        assertTrue(named.stdout().contains("\"dma/1\""), named::stdout);
        CommandRun all = run("diff", "--ignore", "dma", a, controllers("d", 2, 2));
        assertEquals(0, all.exit(), all::stdout);
    }

    /** Writes a stream with two DMA controllers, as a PC has. */
    private String controllers(String name, int first, int second) throws IOException {
        StreamBuilder stream = new StreamBuilder().header().configuration();
        for (int instance = 0; instance < 2; instance++) {
            stream.named(Section.Kind.FULL, instance, new SectionKey("dma", instance))
                    .opaqueBytes((byte) (instance == 0 ? first : second))
                    .footer();
        }
        Path file = folder.resolve(name);
        Files.write(
                file,
                stream.endOfStream()
                        .vmdesc("{\"page_size\": 4096, \"devices\": []}")
                        .bytes());
        return file.toString();
    }

    /** The list of devices ends the message. */
    @Test
    void unknownDeviceWithFields_listsDevices() {
        CommandRun run = run("inspect", "--fields", "--device", "nope", STREAM);
        assertEquals(2, run.exit(), run::stdout);
        assertTrue(run.stderr().contains("it has 0000:00:01.0/vfio ["), run::stderr);
    }

    @Test
    void unknownName_isUsageErrorThatListsDevices() {
        String out = folder.resolve("out").toString();
        for (List<String> command : List.of(
                List.of("extract", "--device", "00:09.0", "-o", out, STREAM),
                List.of("inspect", "--decoder", "00:09.0=mtty", STREAM),
                List.of("check", "--decoder", "00:09.0=mtty", STREAM),
                List.of("check", "--target", "00:09.0=samples/profiles/mtty-two-ports.json", STREAM),
                List.of("check", "--slot=00:09.0=root", "--target=samples/profiles/mtty-two-ports.json", STREAM),
                List.of("restore", "-i", STREAM, "--map", "00:09.0=" + card("card")),
                List.of("restore", "-i", STREAM, "--dry-run", "00:09.0=" + card("card")),
                List.of("diff", "--ignore", "00:09.0", STREAM, STREAM),
                List.of("diff", "--ignore", "00:09.0", STREAM, TWO_DEVICES),
                List.of("convert", "--replace", "00:09.0=" + STREAM, "-o", out, STREAM),
                List.of("convert", "--replace-data", "00:09.0=" + STREAM, "-o", out, STREAM))) {
            CommandRun run = runAll(command);
            assertEquals(2, run.exit(), () -> command + run.stderr());
            assertTrue(run.stderr().contains("0000:00:01.0/vfio"), run::stderr);
            assertEquals(1, run.stderr().lines().count(), run::stderr);
        }
    }
}
