// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.plugin.PluginJar;
import org.migstream.plugin.PluginPath;
import org.migstream.report.JsonTree;

/** Tests {@code plugins} with jars that are refused, for every reason. */
class PluginsCommandTest {
    private static final String NAMELESS = "which is not a valid name of a plugin";

    @TempDir
    private Path directory;

    private final List<PluginJar> plugins = new ArrayList<>();
    /** The beginning of the reason of the refusal, by the name of the jar. */
    private final Map<String, String> reasons = new TreeMap<>();

    private void addUsable(String name) {
        plugins.add(PluginJar.good(name));
    }

    private void addRefused(String name, String reason, PluginJar plugin) {
        plugins.add(plugin);
        reasons.put(name + ".jar", reason);
    }

    /** Adds a plugin whose class has one more member. */
    private void addRefusedMember(String name, String reason, String member) {
        addRefused(
                name, "acme.Plugin_" + name + " " + reason, PluginJar.good(name).member(member));
    }

    private void addRefusedName(String name, String reason, String expression) {
        addRefused(
                name, "acme.Plugin_" + name + " " + reason, PluginJar.good(name).nameExpression(expression));
    }

    private void addRefusedManifest(String name, String reason, String manifest) {
        addRefused(name, reason, PluginJar.good(name).manifest(manifest));
    }

    private void addRefusedService(String name, String reason, String service) {
        addRefused(name, reason, PluginJar.good(name).service(service));
    }

    @Test
    void refusedPlugins_areListedWithReason_andOthersWork() throws IOException {
        addUsable("a_good");
        addUsable("z_good");
        addRefusedMember(
                "constructor",
                "threw java.lang.IllegalStateException: no",
                "public Plugin_constructor() { throw new IllegalStateException(\"no\"); }");
        addRefusedMember(
                "initialiser",
                "threw java.lang.ArithmeticException: / by zero while a class was initialised",
                "static int x = 1 / Integer.parseInt(\"0\");");
        addRefusedMember(
                "hang",
                "made no progress for 1 s",
                "public Plugin_hang() throws Exception { Thread.sleep(1L << 40); }");
        addRefusedMember("recursion", "recursed without end", "public String version() { return version() + 1; }");
        addRefusedMember("message", "threw acme.Plugin_message$Odd", """
                static class Odd extends RuntimeException { public String getMessage() { throw new Odd(); } }
                public String description() { throw new Odd(); }
                """);
        addRefusedMember(
                "talker",
                "threw java.lang.RuntimeException: a\u001b[31mb",
                "public String version() { throw new RuntimeException(\"a\\u001b[31mb\" + \"x\".repeat(1 << 20)); }");
        addRefusedMember(
                "engine",
                "needs a class that is not visible to plugins: org.migstream.io.SpillList",
                "public String version() { return org.migstream.io.SpillList.class.getName(); }");
        addRefusedMember(
                "library",
                "needs a class that is not visible to plugins: picocli.CommandLine",
                "public String version() { return picocli.CommandLine.class.getName(); }");
        addRefused(
                "nothing",
                "acme.Plugin_nothing returned null instead of its decoders",
                new PluginJar("nothing").decodersExpression("null"));
        addRefused(
                "hole",
                "acme.Plugin_hole returned null instead of one of its decoders",
                new PluginJar("hole").decodersExpression("Arrays.asList((StateDecoder) null)"));
        addRefused(
                "endless",
                "acme.Plugin_endless has more than 4096 decoders",
                new PluginJar("endless").decodersExpression("""
                new AbstractList<>() {
                    public StateDecoder get(int i) {
                        return new StateDecoder() {
                            public String name() { return "x" + i; }
                            public List<PciId> devices() { return List.of(); }
                            public Match match(DeviceIdentity identity, byte[] head) { return null; }
                            public Completeness decode(FieldReader in) { return null; }
                        };
                    }
                    public int size() { return Integer.MAX_VALUE; }
                }
                """));
        addRefusedMember(
                "version",
                "has a version that is not a line of printable text",
                "public String version() { return \"1\\n2\"; }");
        addRefusedMember(
                "description",
                "has a description that is not a line of printable text",
                "public String description() { return null; }");
        addRefusedName("unnamed", "has the name null, " + NAMELESS, "null");
        addRefusedName("empty", "has the name \"\", " + NAMELESS, "\"\"");
        addRefusedName("escape", "has the name \"\u001b[2Jx\", " + NAMELESS, "\"\\u001b[2Jx\"");
        addRefused(
                "codec",
                "acme.Plugin_codec has a decoder \"A b\", which is not a valid name of a decoder",
                new PluginJar("codec").decoder("A b", "return null;", "return null;"));
        addRefused(
                "twice",
                "acme.Plugin_twice has two decoders twice",
                PluginJar.good("twice").decoder("twice", "return null;", "return null;"));
        addRefusedManifest(
                "newer", "was compiled against version 9.9 of the SPI, this is 0.2", manifest("Migstream-Spi: 9.9\n"));
        addRefusedManifest(
                "nonsense",
                "has an attribute Migstream-Spi that is not a version such as 0.2: a\u0007b",
                manifest("Migstream-Spi: a\u0007b\n"));
        addRefusedManifest("silent", "has no attribute Migstream-Spi in META-INF/MANIFEST.MF", manifest(""));
        addRefusedManifest("bare", "has no attribute Migstream-Spi in META-INF/MANIFEST.MF", null);
        addRefusedService(
                "unlisted", "is not a plugin: it has no file META-INF/services/org.migstream.spi.VendorPlugin", null);
        addRefusedService("absent", "has a broken service file: Provider acme.Absent not found", "acme.Absent\n");
        addRefused(
                "other",
                "has a broken service file: acme.Plugin_other$Other not a subtype",
                PluginJar.good("other").member("public static class Other {}").service("acme.Plugin_other$Other\n"));
        addRefusedService("blank", "has a service file that names no plugin", "# nothing\n");
        addRefusedService("jdk", "has a service file that names no plugin", "java.lang.String\n");
        addRefusedService("syntax", "has a broken service file: ", "two words\n");
        addRefused(
                "same1",
                "has the same name as the plugin same (" + directory + "/same2.jar)",
                PluginJar.good("same1").nameExpression("\"same\""));
        addRefused(
                "same2",
                "has the same name as the plugin same (" + directory + "/same1.jar)",
                PluginJar.good("same2").nameExpression("\"same\""));
        PluginJar.writeAll(directory, plugins);
        Files.writeString(directory.resolve("torn.jar"), "not a jar");
        reasons.put("torn.jar", "cannot be read: torn.jar: ");
        Files.writeString(directory.resolve("README"), "neither a plugin nor a jar");

        Map<?, ?> list = (Map<?, ?>) JsonTree.parse(run(1, "plugins", "--plugin-timeout=1", "--json"));
        assertEquals("migstream.plugins/1", list.get("schema"));
        Map<String, String> refused = new TreeMap<>();
        for (Object one : (List<?>) list.get("refused")) {
            Map<?, ?> plugin = (Map<?, ?>) one;
            String jar = directory
                    .relativize(Path.of(plugin.get("origin").toString()))
                    .toString();
            String reason = plugin.get("reason").toString();
            String expected = reasons.getOrDefault(jar, "(no reason)");
            refused.put(jar, reason.startsWith(expected) ? expected : reason);
        }
        assertEquals(reasons, refused);
        assertEquals(List.of("a_good", "z_good"), external((List<?>) list.get("plugins")));
    }

    private List<?> external(List<?> plugins) {
        return plugins.stream()
                .map(plugin -> (Map<?, ?>) plugin)
                .filter(plugin -> plugin.get("origin").toString().startsWith(directory.toString()))
                .map(plugin -> plugin.get("name"))
                .toList();
    }

    @Test
    void usableAndRefusedPlugins_areListedSeparately() throws IOException {
        PluginJar.good("acme").write(directory);
        assertTrue(run(0, "plugins")
                .contains("acme         unknown         0.2  acme         " + directory + "/acme.jar\n"
                        + "             1234:5678\n"));
        assertTrue(
                run(1, "plugins", "--plugin-path", "/no/where").endsWith("\nrefused\n  /no/where: does not exist\n"));
    }

    @Test
    void pluginPath_isAcceptedBeforeAndAfterCommand() throws IOException {
        String text = run(1, "--plugin-path", "/one", "plugins", "--plugin-path", "/two");
        assertTrue(text.contains("  /one: does not exist\n  /two: does not exist\n"), text);
    }

    /** The list shows why a plugin is refused. Any other command needs the plugin that the user named, so it refuses. */
    @Test
    void unusablePluginOnPluginPath_isUsageError() throws IOException {
        PluginJar.good("bad").manifest(manifest("Migstream-Spi: 9.9\n")).write(directory);
        for (String path : List.of(directory.resolve("bad.jar").toString(), directory.toString(), "/no/where")) {
            for (String words : List.of("inspect -", "check -", "diff - /dev/null", "explain EINVAL")) {
                CommandRun run =
                        CommandRun.of(InputStream.nullInputStream(), (words + " --plugin-path=" + path).split(" "));
                assertEquals(2, run.exit(), run.stderr());
                assertTrue(run.stderr().startsWith("migstream: --plugin-path: "), run.stderr());
                assertTrue(
                        run.stderr().contains(path.equals("/no/where") ? "does not exist" : "was compiled against"),
                        run.stderr());
            }
        }
    }

    /** Runs the command with the directory in the environment and returns its output. */
    private String run(int exit, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Map<String, String> environment = Map.of(PluginPath.VARIABLE, directory.toString());
        Invocation invocation = new Invocation(InputStream.nullInputStream(), out, err, Terminal.NONE, environment);
        assertEquals(exit, Main.run(invocation, args));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String manifest(String attributes) {
        return "Manifest-Version: 1.0\n" + attributes;
    }
}
