// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.io.BlockInputStream;
import org.migstream.spi.Completeness;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Tests the decoding of a state by correct decoders, by faulty decoders and by decoders that hang. */
class PluginDecoderTest {
    static final byte[] STATE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    private static final String SLEEP = "try { Thread.sleep(1L << 40); } catch (InterruptedException e) {}";

    /** The bodies of decode methods, by the names of their decoders. */
    static final Map<String, String> DECODE = Map.ofEntries(
            Map.entry("good", """
                    in.u32("magic", Symbols.HEXADECIMAL.value(0x04030201, "MAGIC"));
                    in.group("ports[0]", () -> { in.u8("lcr"); in.bytes("pad", 1); });
                    in.fact("ports", 1);
                    in.opaqueRest("rest");
                    return Completeness.COMPLETE;
                    """),
            Map.entry("throws", "in.u32(\"a\"); throw new IllegalStateException(\"no\");"),
            Map.entry("recurses", "in.u32(\"a\"); return decode(in);"),
            Map.entry(
                    "overflows",
                    "in.u32(\"a\"); return again(in); } Completeness again(FieldReader in) { return again(in);"),
            Map.entry("hangs", "in.u32(\"a\"); " + SLEEP + " return Completeness.COMPLETE;"),
            Map.entry(
                    "ignoresinterrupt",
                    "in.u32(\"a\"); for (;;) { " + SLEEP + " in.peek(1); in.info(\"X\", \"still here\"); }"),
            Map.entry("returnsnull", "in.opaqueRest(\"all\"); return null;"),
            Map.entry(
                    "swallows", "try { in.opaque(\"x\", 11); } catch (IOException e) {} return Completeness.COMPLETE;"),
            Map.entry(
                    "rewords",
                    "try { in.bytes(\"x\", 11); } catch (StateException e) { in.error(\"SHORT\", \"short\");"
                            + " in.opaqueRest(\"y\"); }"
                            + " return Completeness.COMPLETE;"),
            Map.entry("truncated", "in.opaque(\"x\", 11); return Completeness.COMPLETE;"),
            Map.entry("malformed", "in.u8(\"x\"); throw in.malformed(\"BAD\", \"bad\");"),
            Map.entry("leaves", "in.u8(\"x\"); return Completeness.COMPLETE;"),
            Map.entry("excuses", "in.u8(\"x\"); in.warning(\"ODD\", \"odd\"); return Completeness.COMPLETE;"),
            Map.entry("repeats", "for (;;) in.info(\"X\", \"x\");"),
            Map.entry("groups", "for (;;) in.group(\"x\", () -> {});"),
            Map.entry(
                    "catchesall",
                    "try { for (;;) in.fact(\"x\", 1); } catch (Throwable t) {} return Completeness.COMPLETE;"),
            Map.entry(
                    "manyfindings",
                    "while (!in.isExhausted()) { in.u8(\"x\"); in.error(\"X\", \"x\"); } return"
                            + " Completeness.COMPLETE;"),
            Map.entry(
                    "manyfacts",
                    "while (!in.isExhausted()) { in.u8(\"x\"); in.fact(\"x\" + in.position(), 1); } return"
                            + " Completeness.COMPLETE;"),
            Map.entry("reads", "while (!in.isExhausted()) in.u8(\"x\"); return Completeness.COMPLETE;"),
            Map.entry(
                    "restarts",
                    "in.u8(\"old\"); in.fact(\"old\", 1); in.restart(\"again\"); in.opaqueRest(\"new\");"
                            + " in.fact(\"new\", 1);"
                            + " return Completeness.COMPLETE;"),
            Map.entry(
                    "interrupted",
                    "Thread.currentThread().interrupt(); in.opaqueRest(\"all\"); return Completeness.UNKNOWN;"),
            Map.entry("long", "in.text(\"t\", 1 << 16); return Completeness.UNKNOWN;"));

    @TempDir
    private static Path directory;

    private static Plugins plugins;
    private static Plugins slowPlugins;

    @BeforeAll
    static void load() throws IOException {
        plugins = load(directory, Duration.ofMillis(700));
        slowPlugins = load(directory, Plugins.DEFAULT_TIMEOUT);
    }

    /** Loads a plugin with all the decoders. */
    static Plugins load(Path directory, Duration timeout) throws IOException {
        PluginJar jar = new PluginJar("acme");
        DECODE.forEach((name, decode) -> jar.decoder(name, "return Match.NONE;", decode));
        jar.write(directory);
        PluginPath path = new PluginPath(List.of(directory.toString()), Optional.empty(), List.of());
        return Plugins.load(path, timeout, ClassLoader.getPlatformClassLoader());
    }

    @AfterAll
    static void close() throws IOException {
        plugins.close();
        slowPlugins.close();
    }

    private static DecodedState decode(String decoder, InputStream state) throws IOException {
        return slowPlugins.decoder(decoder).orElseThrow().decode(state, false);
    }

    private static DecodedState decode(String decoder) throws IOException {
        return decode(decoder, new ByteArrayInputStream(STATE));
    }

    static List<String> entries(DecodedState state) throws IOException {
        List<String> entries = new ArrayList<>();
        state.fields()
                .forEach(entry -> entries.add(entry.offset() + "+" + entry.length() + " " + entry.kind() + " "
                        + entry.path() + "=" + entry.text()
                        + entry.symbol().map(name -> " " + name).orElse("")));
        return entries;
    }

    private static List<String> codes(DecodedState state) {
        return state.findings().stream().map(Finding::code).toList();
    }

    /** A plugin that does not say that its format proves completeness cannot make a state complete. */
    @Test
    void completeState_withoutProof_isUnknown() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("minimal"));
        new PluginJar("minimal")
                .minimalDecoder(
                        "minimal", "return Match.NONE;", "in.opaqueRest(\"all\"); return Completeness.COMPLETE;")
                .write(folder);
        PluginPath path = new PluginPath(List.of(folder.toString()), Optional.empty(), List.of());
        try (Plugins minimal = Plugins.load(path, Plugins.DEFAULT_TIMEOUT, ClassLoader.getPlatformClassLoader());
                DecodedState state =
                        minimal.decoder("minimal").orElseThrow().decode(new ByteArrayInputStream(STATE), false)) {
            assertEquals(Optional.of(Completeness.UNKNOWN), state.completeness());
            assertEquals(false, state.needsStopCopyData());
        }
    }

    @Test
    void fieldPath_startsWithGroupNames() throws IOException {
        try (DecodedState state = decode("good")) {
            assertEquals(
                    List.of(
                            "0+4 NUMBER magic=0x04030201 MAGIC",
                            "4+1 NUMBER ports[0].lcr=5",
                            "5+1 BYTES ports[0].pad=06",
                            "6+4 OPAQUE rest="),
                    entries(state));
            assertEquals(Optional.of(Completeness.COMPLETE), state.completeness());
            assertEquals(Map.of("ports", "1"), state.facts().all());
            assertEquals(List.of(), state.findings());
            assertEquals(Severity.INFO, state.worstSeverity());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "throws, 4, 'threw java.lang.IllegalStateException: no'",
        "overflows, 4, recursed without end",
        "hangs, 4, made no progress for 0.7 s",
        "ignoresinterrupt, 4, made no progress for 0.7 s",
        "returnsnull, 10, returned null instead of a Completeness",
        "repeats, 0, 'flooded: more than 1048576 fields, facts or findings without reading a byte'",
        "groups, 0, 'flooded: more than 1048576 fields, facts or findings without reading a byte'",
        "catchesall, 0, 'flooded: more than 1048576 fields, facts or findings without reading a byte'"
    })
    void pluginFailure_becomesFinding_andNeverSucceeds(String decoder, long position, String how) throws IOException {
        // A flood takes longer than the short timeout on a busy machine.
        Plugins used = how.startsWith("flooded") ? slowPlugins : plugins;
        try (DecodedState state = used.decoder(decoder).orElseThrow().decode(new ByteArrayInputStream(STATE), false)) {
            Finding failure = state.failure().orElseThrow();
            assertEquals("the plugin acme " + how, failure.message());
            assertEquals("plugin.acme.failed", failure.code());
            assertEquals(OptionalLong.of(position), failure.offset());
            assertEquals(Severity.ERROR, state.worstSeverity());
            assertEquals(failure, state.findings().get(state.findings().size() - 1));
            assertEquals(Optional.empty(), state.completeness());
            if (position == 4) {
                assertEquals("0+4 NUMBER a=67305985", entries(state).get(0), "the field before the failure");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "truncated, INCOMPLETE, TRUNCATED",
        "swallows, INCOMPLETE, TRUNCATED",
        "rewords, INCOMPLETE, SHORT",
        "malformed, INCOMPLETE, BAD",
        "recurses, INCOMPLETE, TRUNCATED",
        "leaves, COMPLETE, UNREAD_BYTES",
        "excuses, COMPLETE, ODD"
    })
    void caughtDamage_staysIncomplete(String decoder, Completeness completeness, String code) throws IOException {
        try (DecodedState state = decode(decoder)) {
            assertEquals(Optional.of(completeness), state.completeness());
            assertEquals(List.of(code), codes(state));
            assertEquals(Optional.empty(), state.failure());
            assertTrue(state.worstSeverity() != Severity.INFO);
        }
    }

    @Test
    void restart_clearsEarlierFacts() throws IOException {
        try (DecodedState state = decode("restarts")) {
            assertEquals(List.of("0+1 NUMBER old=1", "1+0 RESTART =again", "1+9 OPAQUE new="), entries(state));
            assertEquals(Map.of("new", "1"), state.facts().all());
        }
    }

    @Test
    void collectedOutput_isLimited() throws IOException {
        byte[] large = new byte[StateFieldCollector.MAX_FIELDS + 7];
        try (DecodedState fields = decode("reads", new ByteArrayInputStream(large));
                DecodedState findings = decode("manyfindings", new ByteArrayInputStream(large));
                DecodedState facts = decode("manyfacts", new ByteArrayInputStream(large));
                DecodedState text = decode(
                        "long", new ByteArrayInputStream("x".repeat(1 << 16).getBytes("US-ASCII")))) {
            assertEquals(StateFieldCollector.MAX_FIELDS, fields.fields().size());
            assertEquals(7, fields.droppedFields());
            assertEquals(Optional.of(Completeness.COMPLETE), fields.completeness());
            assertEquals(BoundedFindings.MAX_FINDINGS + 1, findings.findings().size());
            assertEquals(
                    "plugin.more-findings",
                    findings.findings().get(BoundedFindings.MAX_FINDINGS).code());
            assertEquals(
                    large.length - BoundedFindings.MAX_FINDINGS + " more findings are not listed",
                    findings.findings().get(BoundedFindings.MAX_FINDINGS).message());
            assertEquals(4096, facts.facts().all().size());
            assertEquals(List.of("plugin.too-many-facts"), codes(facts));
            assertEquals(StateField.MAX_TEXT_LENGTH, entries(text).get(0).length() - "0+65536 TEXT t=".length());
        }
    }

    @Test
    void floodingDecoder_isStopped() throws IOException {
        InputStream endless = new BlockInputStream() {
            @Override
            public int read(byte[] into, int from, int length) {
                return length;
            }
        };
        try (DecodedState state = decode("reads", endless)) {
            assertEquals(
                    "the plugin acme flooded: more than 33554432 fields, facts or findings",
                    state.failure().orElseThrow().message());
        }
    }

    @Test
    void inputError_isNotBlamedOnPlugin() {
        IOException broken = new IOException("input/output error");
        InputStream state = new BlockInputStream() {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                throw broken;
            }
        };
        assertSame(broken, assertThrows(IOException.class, () -> decode("good", state)));
        assertSame(broken, assertThrows(IOException.class, () -> decode("swallows", state)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"interrupted", "hangs", "ignoresinterrupt"})
    void interruptedDecoder_leavesFileOpen(String decoder) throws IOException {
        Path file = Files.write(directory.resolve("state"), STATE);
        try (FileChannel channel = FileChannel.open(file);
                DecodedState state = decode(decoder, Channels.newInputStream(channel))) {
            assertTrue(channel.isOpen());
            assertFalse(entries(state).isEmpty());
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    @Test
    void slowInput_doesNotCountAsTimeout() throws IOException {
        InputStream slow = new BlockInputStream() {
            private int left = 2;

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                try {
                    Thread.sleep(800);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return left-- > 0 ? 1 : -1;
            }
        };
        try (DecodedState state = decode("reads", slow)) {
            assertEquals(Optional.of(Completeness.COMPLETE), state.completeness());
        }
    }
}
