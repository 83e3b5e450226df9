// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.cli.PageRun;

/**
 * Opens pages in a browser, with the window of a telephone and that of a desk, in both colour schemes. The pictures and the
 * printed pages are in target/pages.
 */
@Tag("browser")
class PagesInBrowserTest {
    private static final String STREAMS = "samples/streams/";
    private static final String LAB = STREAMS + "lab/";
    private static final Path PICTURES = Path.of("cli/tool/target/pages");

    /** The width of the page is that of the window: nothing scrolls to the side but tables and bytes by themselves. */
    private static final String OVERFLOW =
            "document.documentElement.scrollWidth - document.documentElement.clientWidth";

    /** Returns the texts whose contrast with the colour under them is below 4.5. */
    private static final String WEAK_CONTRAST = """
            (() => {
              const parse = c => (c.match(/[0-9.]+/g) || []).map(Number);
              const level = c => { const [r, g, b] = parse(c).map(v => v / 255)
                  .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
                if (parse(c)[3] !== 0) return c; } return 'rgb(255, 255, 255)'; };
              const weak = [];
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const e = texts.currentNode.parentElement;
                if (!texts.currentNode.data.trim() || e.closest('svg, script')) continue;
                const a = level(getComputedStyle(e).color), b = level(behind(e));
                if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) weak.push(texts.currentNode.data);
              }
              return weak.join('|');
            })()""";

    private static final Map<String, Path> PAGES = new LinkedHashMap<>();
    private static Chromium browser;

    @BeforeAll
    static void writePages(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(Chromium.isInstalled(), "Chromium is not installed");
        Path truncated = directory.resolve("truncated.qevm");
        byte[] whole = Files.readAllBytes(Path.of(STREAMS + "q35-two-uarts.qevm"));
        Files.write(truncated, java.util.Arrays.copyOf(whole, 300_000));
        write(directory, "sound", STREAMS + "q35-two-uarts.qevm");
        write(directory, "truncated", truncated.toString());
        write(directory, "damaged", LAB + "q35-six-damaged.qevm.zst");
        List<String> channels = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            channels.addAll(List.of("--channel", LAB + "q35-six-multifd4.chan" + i + ".zst"));
        }
        channels.add(LAB + "q35-six-multifd4.chan0.zst");
        write(directory, "multifd", channels.toArray(String[]::new));
        Path log = directory.resolve("qemu.log");
        Files.writeString(
                log,
                "qemu-system-x86_64: get_pci_config_device: Bad config data: i=0x7e read: 3f device: 1f cmask: ff wmask: 0"
                        + " w1cmask:0\nqemu-system-x86_64: error while loading state for instance 0x0 of device"
                        + " '0000:00:01.0/vfio'\n");
        write(
                directory,
                "panels",
                "--target",
                LAB + "q35-six-damaged.qevm.zst",
                "--against",
                LAB + "q35-six-damaged.qevm.zst",
                "--log",
                log.toString(),
                LAB + "q35-six-plain.qevm.zst");
        browser = new Chromium(Files.createDirectory(directory.resolve("profile")));
    }

    private static void write(Path directory, String name, String... arguments) throws IOException {
        Path page = directory.resolve(name + ".html");
        PageRun.write(page, arguments);
        PAGES.put(name, page);
    }

    @AfterAll
    static void closeBrowser() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"360, false", "360, true", "1400, false", "1400, true"})
    void pages_fitTheWindow_andHaveReadableColours(int width, boolean dark) throws IOException {
        for (Map.Entry<String, Path> page : PAGES.entrySet()) {
            browser.open(page.getValue(), width, 900, dark);
            String title = page.getKey() + " " + width + (dark ? " dark" : "");
            assertEquals(0, ((Number) browser.evaluate(OVERFLOW)).intValue(), title);
            browser.screenshot(PICTURES.resolve(page.getKey() + "-" + width + (dark ? "-dark" : "") + ".png"));
            browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
            assertEquals(0, ((Number) browser.evaluate(OVERFLOW)).intValue(), title + " with all details");
            assertEquals("", browser.evaluate(WEAK_CONTRAST), title);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 1400})
    void linksAndDetails_openWithTheMouse(int width) throws IOException {
        browser.open(PAGES.get("damaged"), width, 900, false);
        assertEquals(true, browser.evaluate("document.querySelector('h1').innerText.startsWith('DAMAGED STATE')"));
        browser.click("#devices tbody a[href='#device-4']");
        assertEquals("#device-4", browser.evaluate("location.hash"));
        assertEquals(false, browser.evaluate("document.querySelector('#device-4 details').open"));
        browser.click("#device-4 summary");
        assertEquals(true, browser.evaluate("document.querySelector('#device-4 details').open"));
        assertEquals(
                true,
                browser.evaluate("document.querySelector('#device-4 details').innerText.includes('state.magic')"));
        assertEquals(
                "df de ca de ed fe cc aa",
                browser.evaluate("document.querySelectorAll('#findings pre mark')[0].innerText"));
        browser.click("#findings h3 code a");
        assertEquals(true, browser.evaluate("location.hash.startsWith('#code-')"));
        browser.click("#stream svg a[href='#device-5'] rect");
        assertEquals("#device-5", browser.evaluate("location.hash"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sound", "truncated", "damaged", "multifd", "panels"})
    void pages_loadNothing_andPrintOnA4WithAllDetails(String name) throws IOException {
        browser.open(PAGES.get(name), 1400, 900, false);
        assertEquals(0, ((Number) browser.evaluate("performance.getEntriesByType('resource').length")).intValue());
        byte[] pdf = browser.print(PICTURES.resolve(name + ".pdf"));
        String text = new String(pdf, StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith("%PDF"), name);
        assertTrue(text.contains("/MediaBox [0 0 594.95996 841.91998]") || text.contains("/MediaBox [0 0 595"), name);
        browser.call("Emulation.setEmulatedMedia", Map.of("media", "print"));
        String hidden =
                "[...document.querySelectorAll('details > :not(summary)')].some(e => e.getClientRects().length === 0)";
        assertEquals(false, browser.evaluate(hidden), name);
        browser.call("Emulation.setEmulatedMedia", Map.of("media", "screen"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sound", "truncated", "damaged", "multifd", "panels"})
    void json_inThePageIsTheDocumentOfInspect(String name) throws IOException {
        browser.open(PAGES.get(name), 1400, 900, false);
        assertEquals(
                "migstream.inspect/1",
                browser.evaluate("JSON.parse(document.getElementById('migstream-inspect').textContent).schema"));
        assertFalse(browser.evaluate("document.body.innerText").toString().contains("undefined"));
    }
}
