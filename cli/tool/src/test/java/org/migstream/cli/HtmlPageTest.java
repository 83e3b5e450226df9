// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.html.HtmlReport;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.JsonTree;
import org.migstream.stream.Configuration;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigSamples;
import org.migstream.stream.VfioRecord.Tag;

/** Tests {@code inspect --html}. */
class HtmlPageTest {
    private static final String STREAMS = "samples/streams/";
    private static final String SOUND = STREAMS + "q35-two-uarts.qevm";
    private static final String DAMAGED = STREAMS + "lab/q35-six-damaged.qevm.zst";
    private static final String PLAIN = STREAMS + "lab/q35-six-plain.qevm.zst";
    private static final List<String> MARKUP = List.of(
            "<script>alert(1)</script>",
            "</script>",
            "<!--",
            "-->",
            "\"><img src=x onerror=y>",
            "' onclick='z",
            "&lt;",
            "&#60;",
            "</title>",
            "</style>",
            "<svg/onload=a>",
            "{{x}}",
            "]]>",
            "a b");

    @TempDir
    private Path folder;

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of(SOUND),
                List.of(DAMAGED),
                List.of("--digest", "--strict", PLAIN),
                List.of("--fields", PLAIN),
                List.of("--device", "0000:00:02.0/vfio", DAMAGED),
                List.of(STREAMS + "truncated-by-crash.qevm.zst"),
                List.of(STREAMS + "q35-mapped-ram.qevm.zst"),
                List.of("samples/vendor-cases/xe/valid-a.bin"),
                List.of("README.md"),
                List.of(STREAMS + "lab/q35-six-multifd4.chan0.zst"),
                List.of(STREAMS + "switchover-ack.chan0.return.zst"),
                List.of("--target", DAMAGED, "--against", DAMAGED, "--log", "README.md", PLAIN));
    }

    /** Every page is a well-formed document that a screen reader can use, and has the exit status of the text. */
    @ParameterizedTest
    @MethodSource("commands")
    void page_isAccessibleAndSelfContained(List<String> arguments) throws Exception {
        Path page = folder.resolve("page.html");
        List<String> words = new ArrayList<>(List.of("inspect", "--html", "-o", page.toString()));
        words.addAll(arguments);
        CommandRun run = run(words.toArray(String[]::new));
        Document document = requireValid(Files.readAllBytes(page));
        words = new ArrayList<>(List.of("inspect"));
        words.addAll(arguments.get(0).equals("--target") ? List.of(PLAIN) : arguments);
        CommandRun text = run(words.toArray(String[]::new));
        assertEquals(text.exit(), run.exit(), run.stderr());
        assertEquals("", run.stdout());
        assertFalse(document.select("h1").text().isEmpty());
    }

    @Test
    void page_hasEverythingOfTheOverview() throws IOException {
        CommandRun run = run("inspect", "--html", DAMAGED);
        Document page = requireValid(run.stdout().getBytes(StandardCharsets.UTF_8));
        assertEquals(1, run.exit());
        assertTrue(page.select("h1").text().startsWith("DAMAGED STATE: 5 of 6 device states are broken"));
        assertEquals(6, page.select("#devices tbody tr").size());
        assertEquals(7, page.select("#findings article").size());
        assertTrue(page.select("#stream .damage text").text().contains("first damage 0x85208"));
        assertEquals(
                "df de ca de ed fe cc aa",
                page.select("#findings pre mark").first().text());
        assertTrue(page.select("#unchecked li").eachText().contains("the content of guest memory"));
        assertTrue(page.select("#codes dd").eachText().stream().noneMatch(String::isEmpty));
    }

    @Test
    void truncatedPage_showsWhereReadingStopped() throws IOException {
        Path cut = folder.resolve("cut.qevm");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(Path.of(SOUND)), 300_000));
        CommandRun run = run("inspect", "--html", cut.toString());
        Document page = requireValid(run.stdout().getBytes(StandardCharsets.UTF_8));
        assertEquals(3, run.exit());
        assertTrue(run.stderr().contains("stream.truncated"), run.stderr());
        assertEquals(
                "read to here 0x493e0",
                page.select("#stream .stop text").first().text());
        assertTrue(page.select("#unchecked li").eachText().contains("everything after 0x493e0 (300000)"));
    }

    @Test
    void page_hasTheDigestOfTheStoredBytes() throws IOException, NoSuchAlgorithmException {
        byte[] stored = Files.readAllBytes(Path.of(DAMAGED));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(stored));
        String fromFile = run("inspect", "--html", DAMAGED).stdout();
        CommandRun fromPipe = CommandRun.of(new ByteArrayInputStream(stored), "inspect", "--html", "-");
        for (String page : List.of(fromFile, fromPipe.stdout())) {
            assertTrue(Jsoup.parse(page).select("dd code").eachText().contains(digest));
            assertTrue(page.contains("189.1 KiB (" + stored.length + " bytes)"));
        }
    }

    @Test
    void embeddedJson_isTheDocumentOfInspect() throws IOException {
        String page = run("inspect", "--html", PLAIN).stdout();
        Object embedded = JsonTree.parse(
                Jsoup.parse(page).select("script#migstream-inspect").first().data());
        assertEquals(
                List.of(),
                JsonTree.differences(
                        JsonTree.parse(run("inspect", "--json", PLAIN).stdout()), embedded));
    }

    @Test
    void panels_showWhatTheOtherCommandsFind() throws IOException {
        Path log = folder.resolve("qemu.log");
        Files.writeString(log, "get_pci_config_device: Bad config data: i=0x7e read: 3f device: 1f <b>\n");
        CommandRun run =
                run("inspect", "--html", "--target", DAMAGED, "--against", DAMAGED, "--log", log.toString(), PLAIN);
        Document page = requireValid(run.stdout().getBytes(StandardCharsets.UTF_8));
        assertTrue(page.select("#check").text().contains("INCOMPATIBLE with " + DAMAGED));
        assertTrue(
                page.select("#diff").text().contains("DIFFERENT, "),
                page.select("#diff").text());
        assertTrue(
                page.select("#explain dl").text().contains("means "),
                page.select("#explain").text());
    }

    /** A part that could not be compared is not called the same. */
    @Test
    void diffPanel_isNotPositiveIfPartsWereNotCompared() throws IOException {
        String alone = STREAMS + "lab/q35-six-multifd4.chan0.zst";
        CommandRun run = run("inspect", "--html", "--against", alone, alone);
        Document page = requireValid(run.stdout().getBytes(StandardCharsets.UTF_8));
        Element badge = page.select("#diff .badge").first();
        assertFalse(
                badge.text().equals("the same") || badge.hasClass("sound"),
                page.select("#diff").text());
    }

    @Test
    void unreadBytes_areDrawn_butTrailingBytesAreNot() throws IOException {
        byte[] stream = Files.readAllBytes(Path.of(SOUND));
        Path damaged = folder.resolve("damaged.qevm");
        byte[] changed = stream.clone();
        Arrays.fill(changed, 300_000, 300_064, (byte) 0xff);
        Files.write(damaged, changed);
        Document page = requireValid(
                run("inspect", "--html", damaged.toString()).stdout().getBytes(StandardCharsets.UTF_8));
        boolean isRead = page.select("#stream .stop").isEmpty();
        assertEquals(isRead, page.select("#stream rect.unread").isEmpty());
        Path padded = folder.resolve("padded.qevm");
        Files.write(padded, Arrays.copyOf(stream, stream.length + 100_000));
        page = requireValid(run("inspect", "--html", padded.toString()).stdout().getBytes(StandardCharsets.UTF_8));
        assertTrue(page.select("#stream rect.unread").isEmpty());
    }

    /** Random names with markup in the stream, in the name of the file and in the log add nothing to the page. */
    @Test
    void hostileNames_addNoMarkup() throws IOException {
        Random random = new Random(4);
        for (int i = 0; i < 40; i++) {
            String name = MARKUP.get(random.nextInt(MARKUP.size())) + MARKUP.get(random.nextInt(MARKUP.size()));
            Path file = folder.resolve(name.replace('/', '_') + i);
            byte[] stream = hostileStream(name, 2, 3);
            Files.write(file, random.nextBoolean() ? stream : Arrays.copyOf(stream, stream.length - 7));
            Path log = folder.resolve("log");
            Files.writeString(log, "error while loading state for instance 0x0 of device '" + name + "'\n");
            CommandRun run =
                    run("inspect", "--html", "--log", log.toString(), "--against", SOUND, "--", file.toString());
            Document page = requireValid(run.stdout().getBytes(StandardCharsets.UTF_8));
            assertTrue(page.text().contains(name), name);
        }
    }

    /** A page has a bound, whatever the stream has. */
    @ParameterizedTest
    @ValueSource(ints = {1, 60, 1500})
    void page_isBelowItsMaximumSize(int devices) throws IOException {
        byte[] stream = hostileStream("\"'&<>".repeat(40), devices, 5);
        Path file = folder.resolve("large.qevm");
        Files.write(file, stream);
        CommandRun run = run(
                "inspect",
                "--html",
                "--fields",
                "--digest",
                "--target",
                SOUND,
                "--against",
                SOUND,
                "--log",
                "README.md",
                file.toString());
        byte[] bytes = run.stdout().getBytes(StandardCharsets.UTF_8);
        Document page = requireValid(bytes);
        Object json = JsonTree.parse(page.select("script").first().data());
        boolean isWhole = InspectionResult.object(json).containsKey("schema");
        assertEquals(devices == 1, isWhole);
        assertEquals(devices == 1, !page.select("footer").text().contains("too large"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--html --all",
                "--html --sections",
                "--html --hex",
                "--html --json",
                "--html --ndjson",
                "-o x.html",
                "--target " + SOUND,
                "--against " + SOUND,
                "--log README.md",
                "--html --device nothing",
                "--html " + SOUND,
                "--html -o " + SOUND
            })
    void optionsWithoutSense_areUsageErrors(String options) {
        List<String> words = new ArrayList<>(List.of("inspect"));
        words.addAll(List.of(options.split(" ")));
        words.add(SOUND);
        CommandRun run = run(words.toArray(String[]::new));
        assertEquals(2, run.exit(), run.stderr());
        assertEquals("", run.stdout());
        assertFalse(Files.exists(Path.of("x.html")));
    }

    @Test
    void pipe_cannotBeReadAgainForPanels() {
        CommandRun run = run("inspect", "--html", "--against", SOUND, "-");
        assertEquals(2, run.exit());
        assertTrue(run.stderr().contains("read only once"), run.stderr());
    }

    @Test
    void terminal_getsNoPage() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(80, false, false, Terminal.NONE.charset());
        Invocation invocation = new Invocation(InputStream.nullInputStream(), out, err, terminal, Map.of());
        assertEquals(2, Main.run(invocation, "inspect", "--html", SOUND));
        assertEquals(0, out.size());
    }

    private static byte[] hostileStream(String name, int devices, int dataBytes) {
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration(name, new Configuration.Capabilities(List.of(name)))
                .start(1, "ram")
                .ramSize(4096)
                .ramBlock(name, 4096)
                .ramFlag(Flag.EOS)
                .footer();
        for (int i = 0; i < devices; i++) {
            String idstr = i + name.substring(0, Math.min(name.length(), 200)) + "/vfio";
            int id = 10 + 2 * i;
            stream.vfioSetup(id, idstr)
                    .continued(Kind.END, id)
                    .vfioData(new byte[dataBytes])
                    .vfioTag(Tag.END_OF_STATE)
                    .footer()
                    .full(id, idstr)
                    .vfioConfig(VfioConfigSamples.layout(256, 0, false), VfioConfigSamples.body(256, 0, false))
                    .footer();
        }
        return stream.endOfStream().bytes();
    }

    private static CommandRun run(String... args) {
        return CommandRun.of(InputStream.nullInputStream(), args);
    }

    /** Requires what is true of every page; returns the page. */
    private static Document requireValid(byte[] bytes) {
        assertTrue(bytes.length < HtmlReport.MAX_BYTES, "the page has " + bytes.length + " bytes");
        String html = new String(bytes, StandardCharsets.UTF_8);
        Document page = Jsoup.parse(html);
        requireInert(page);
        assertEquals("en", page.select("html").attr("lang"));
        assertFalse(page.title().isEmpty());
        assertEquals(1, page.select("h1").size());
        int level = 1;
        for (Element heading : page.select("h1, h2, h3, h4")) {
            int next = heading.tagName().charAt(1) - '0';
            assertTrue(next <= level + 1, "a heading is left out before " + heading.text());
            level = next;
        }
        Set<String> ids = new HashSet<>();
        page.select("[id]").forEach(element -> assertTrue(ids.add(element.id()), "twice: " + element.id()));
        for (Element link : page.select("a")) {
            assertTrue(ids.contains(link.attr("href").substring(1)), "no target: " + link);
        }
        for (Element table : page.select("table")) {
            assertEquals(1, table.select("caption").size());
            assertEquals(table.select("th").size(), table.select("th[scope]").size());
        }
        assertTrue(page.select(".scroll, pre").stream().allMatch(element -> element.hasAttr("aria-label")));
        return page;
    }

    private static void requireInert(Document page) {
        String css = page.select("style").first().data();
        assertEquals(1, page.select("style").size());
        assertEquals(1, page.select("script").size());
        assertEquals("application/json", page.select("script").attr("type"));
        String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
        assertTrue(policy.startsWith("default-src 'none'; "), policy);
        assertTrue(policy.endsWith("style-src 'sha256-" + sha256(css) + "'"), policy);
        assertEquals(
                0,
                page.select("img, iframe, object, embed, link, form, base, video, audio, use, image")
                        .size());
        for (Element element : page.getAllElements()) {
            for (Attribute attribute : element.attributes()) {
                String name = attribute.getKey();
                assertFalse(name.startsWith("on") || name.equals("style") || name.equals("src"), element.outerHtml());
                assertTrue(!name.equals("href") || attribute.getValue().startsWith("#"), element.outerHtml());
            }
        }
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
