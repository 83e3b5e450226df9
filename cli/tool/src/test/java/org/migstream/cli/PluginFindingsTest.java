// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.plugin.PluginJar;

/** Tests the findings about plugins that do not decode or do not compare a state. */
class PluginFindingsTest {
    @TempDir
    private Path directory;

    private String run(String command, List<PluginJar> plugins, String... options) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("plugins"));
        PluginJar.writeAll(folder, plugins);
        Path state = Files.write(directory.resolve("state"), new byte[16]);
        String[] args = new String[options.length + 4];
        args[0] = command;
        args[1] = "--plugin-path";
        args[2] = folder.toString();
        System.arraycopy(options, 0, args, 3, options.length);
        args[args.length - 1] = state.toString();
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), args);
        return run.stdout() + run.stderr();
    }

    @Test
    void twoEqualMatches_areReported() throws IOException {
        String text = run("inspect", List.of(PluginJar.good("a"), PluginJar.good("b")), "--json");
        assertTrue(text.contains("\"plugin.ambiguous\""), text);
    }

    @Test
    void refusedPlugin_isReported() throws IOException {
        String text =
                run("inspect", List.of(PluginJar.good("a"), PluginJar.good("b").nameExpression("null")), "--all");
        assertTrue(text.contains("[plugin.refused]"), text);
    }

    /** A refused plugin may be the one that decodes the input. */
    @Test
    void unknownFormat_namesRefusedPlugins() throws IOException {
        Path plugins = directory.resolve("plugins");
        String text = run(
                "inspect",
                List.of(
                        new PluginJar("a").decoder("a", "return Match.NONE;", "return null;"),
                        PluginJar.good("b").nameExpression("null")));
        assertTrue(
                text.contains("not asked, because refused: " + plugins + "/b.jar (acme.Plugin_b has the name null"),
                text);
    }

    @Test
    void debug_printsStackTraceOfPlugin() throws IOException {
        PluginJar jar = new PluginJar("bad")
                .decoder(
                        "bad",
                        "return Match.LIKELY;",
                        "in.record(\"r\", 99, () -> { throw new IllegalStateException(\"no\\33[2J\"); });"
                                + " return Completeness.UNKNOWN;");
        String quiet = run("inspect", List.of(jar));
        assertTrue(quiet.contains("plugin.bad.failed") && !quiet.contains("Plugin_bad.java"), quiet);
        String text = run("inspect", List.of(jar), "--debug");
        assertTrue(text.contains("migstream: the plugin bad threw an exception:"), text);
        assertTrue(text.contains("  java.lang.IllegalStateException: no\\x1b[2J"), text);
        assertTrue(text.contains("acme.Plugin_bad$1.decode(Plugin_bad.java:"), text);
    }

    @Test
    void noPlugins_loadsOnlyThoseOfMigstream() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("plugins"));
        PluginJar.good("a").write(folder);
        for (String[] place : new String[][] {{"MIGSTREAM_PLUGINS", ""}, {"XDG_DATA_HOME", "migstream/plugins"}}) {
            Path target = Files.createDirectories(directory.resolve("home").resolve(place[1]));
            Files.copy(folder.resolve("a.jar"), target.resolve("a.jar"), StandardCopyOption.REPLACE_EXISTING);
            Map<String, String> environment =
                    Map.of(place[0], directory.resolve("home").toString());
            assertTrue(list(environment, "plugins", "--json").contains("a.jar"));
            assertFalse(list(environment, "plugins", "--json", "--no-plugins").contains("a.jar"));
        }
        CommandRun both = CommandRun.of(
                InputStream.nullInputStream(), "plugins", "--no-plugins", "--plugin-path", folder.toString());
        assertEquals(2, both.exit(), both.stderr());
    }

    private static String list(Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Main.run(new Invocation(InputStream.nullInputStream(), out, out, Terminal.NONE, environment), args);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The user wants this jar, so its older version must not be ignored in silence. */
    @Test
    void olderJarNamedByHand_isUsageError() throws IOException {
        Path old = Files.createDirectories(directory.resolve("old"));
        Path home = Files.createDirectories(directory.resolve("migstream/plugins"));
        PluginJar.good("a").member("public String version() { return \"1\"; }").write(old);
        PluginJar.good("a").member("public String version() { return \"2\"; }").write(home);
        Map<String, String> environment = Map.of("XDG_DATA_HOME", directory.toString());
        Path state = Files.write(directory.resolve("state"), new byte[16]);
        String jar = old.resolve("a.jar").toString();
        String text = list(environment, "inspect", "--plugin-path", jar, state.toString());
        assertTrue(text.contains(jar + " is not used: is version 1 of the plugin a; version 2 is present"), text);
        String inDirectory = list(environment, "inspect", "--plugin-path", old.toString(), state.toString());
        assertTrue(inDirectory.contains("plugin.refused"), inDirectory);
    }

    @Test
    void decoderWithoutRule_isReported() throws IOException {
        Path target = Files.writeString(
                directory.resolve("target.json"), "{\"schema\": \"migstream.profile/1\", \"driver\": \"a\"}");
        String text = run("check", List.of(PluginJar.good("a")), "--target", target.toString());
        assertTrue(text.contains("[NO_RULE]"), text);
    }
}
