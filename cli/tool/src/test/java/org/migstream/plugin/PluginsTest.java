// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.Comparison;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.Finding;
import org.migstream.spi.Match;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/** Tests how plugins are found, isolated and selected, and how their rules are called. */
class PluginsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final DeviceSnapshot DEVICE = DeviceSnapshot.of(DeviceIdentity.UNKNOWN, Facts.NONE);

    @TempDir
    private Path directory;

    private Plugins plugins(Path... paths) {
        return plugins(new PluginPath(Stream.of(paths).map(Path::toString).toList(), Optional.empty(), List.of()));
    }

    /** Returns the plugins on a path, without those of migstream. */
    private static Plugins plugins(PluginPath path) {
        return Plugins.load(path, TIMEOUT, ClassLoader.getPlatformClassLoader());
    }

    private static List<String> names(Plugins plugins) {
        assertEquals(List.of(), plugins.refused());
        return plugins.loaded().stream().map(LoadedPlugin::name).toList();
    }

    @Test
    void jarsAndFolders_areFound() throws IOException {
        PluginJar.good("jar").write(directory);
        PluginJar.good("classes").writeFolder(directory.resolve("of-classes"));
        PluginJar.good("inner").write(Files.createDirectory(directory.resolve("with-jar")));
        Files.createDirectory(directory.resolve(".hidden"));
        try (Plugins all = plugins(directory)) {
            assertEquals(List.of("classes", "inner", "jar"), names(all));
            assertEquals(
                    directory.resolve("with-jar").toString(),
                    all.loaded().get(1).origin());
        }
        try (Plugins some = plugins(
                directory.resolve("of-classes"), directory.resolve("jar.jar"), directory.resolve("of-classes/."))) {
            assertEquals(List.of("classes", "jar"), names(some));
        }
    }

    @Test
    void missingUserDirectory_isIgnored_butMissingNamedPathIsRefused() throws IOException {
        Path nowhere = directory.resolve("nowhere");
        try (Plugins own = plugins(new PluginPath(List.of(), Optional.of(nowhere), List.of()));
                Plugins named = plugins(nowhere)) {
            assertEquals(List.of(), names(own));
            assertEquals(List.of(new RefusedPlugin(nowhere.toString(), "does not exist")), named.refused());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void pipe_isRefused_andNotOpened() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe.jar");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        try (Plugins named = plugins(pipe)) {
            assertEquals(
                    List.of(new RefusedPlugin(pipe.toString(), "is neither a file nor a directory")), named.refused());
        }
    }

    @Test
    void systemDirectory_isSearched_butFilesThatOthersCanChangeAreRefused() throws IOException {
        Path system = Files.createDirectory(directory.resolve("system"));
        Files.writeString(system.resolve("README"), "not a plugin");
        PluginJar.good("jar").write(system);
        PluginJar.good("inner").write(Files.createDirectory(system.resolve("folder")));
        PluginPath path = PluginPath.EMPTY.withSystemDirectories(directory.resolve("none") + ":" + system);
        try (Plugins plugins = plugins(path)) {
            assertEquals(List.of("inner", "jar"), names(plugins));
        }
        List<Path> changed = List.of(
                system, system.resolve("jar.jar"), system.resolve("folder"), system.resolve("folder/inner.jar"));
        for (Path file : changed) {
            for (String mode : List.of("rwxrwxr-x", "rwxr-xrwx")) {
                Set<PosixFilePermission> before = Files.getPosixFilePermissions(file);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
                try (Plugins plugins = plugins(path)) {
                    assertEquals(file.equals(system) ? 0 : 1, plugins.loaded().size(), file.toString());
                    assertTrue(
                            plugins.refused().get(0).reason().endsWith("run chmod go-w " + file),
                            plugins.refused().toString());
                }
                Files.setPosixFilePermissions(file, before);
            }
        }
    }

    /** A user who can change or exchange a file to which a link leads could run code as the user of migstream. */
    @Test
    void systemDirectory_linkIsFollowedToFilesThatOthersCannotChange() throws IOException {
        Path system = Files.createDirectory(directory.resolve("system"));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path target = Files.createDirectory(elsewhere.resolve("acme"));
        PluginJar.good("jar").write(target);
        Files.createSymbolicLink(system.resolve("acme"), target);
        PluginPath path = PluginPath.EMPTY.withSystemDirectories(system.toString());
        try (Plugins plugins = plugins(path)) {
            assertEquals(List.of("jar"), names(plugins));
        }
        for (Path file : List.of(target.resolve("jar.jar"), target, elsewhere)) {
            Set<PosixFilePermission> before = Files.getPosixFilePermissions(file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
            try (Plugins plugins = plugins(path)) {
                assertEquals(List.of(), plugins.loaded(), file.toString());
                assertTrue(
                        plugins.refused().get(0).reason().endsWith("run chmod go-w " + file.toRealPath()),
                        plugins.refused().toString());
            }
            Files.setPosixFilePermissions(file, before);
        }
        Files.createSymbolicLink(target.resolve("inner.jar"), target.resolve("jar.jar"));
        try (Plugins plugins = plugins(path)) {
            assertEquals(List.of(), plugins.loaded());
        }
    }

    /** A plugin that cannot be read does not hide those after it. */
    @Test
    void directory_danglingLinkHidesNothing() throws IOException {
        PluginJar.good("good").write(directory);
        Files.createSymbolicLink(directory.resolve("a.jar"), directory.resolve("none"));
        for (PluginPath path : List.of(
                PluginPath.EMPTY.withSystemDirectories(directory.toString()),
                PluginPath.of(List.of(directory.toString()), Map.of()))) {
            try (Plugins plugins = plugins(path)) {
                assertEquals(List.of("good"), names(plugins));
            }
        }
    }

    @Test
    void systemDirectory_fileOfAnotherUser_isRefused() throws IOException {
        PluginJar.good("jar").write(directory);
        Path jar = directory.resolve("jar.jar");
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(jar, "unix:uid")), "only root can give a file away");
        Files.setAttribute(jar, "unix:uid", 65534);
        try (Plugins plugins = plugins(PluginPath.EMPTY.withSystemDirectories(directory.toString()))) {
            assertEquals(
                    List.of(new RefusedPlugin(
                            jar.toString(), "has a file that belongs neither to root nor to you: " + jar)),
                    plugins.refused());
        }
    }

    /** Root may have the HOME of another user, who must not run code as root. */
    @Test
    void ownDirectory_ofRoot_hasOnlyFilesThatOthersCannotChange() throws IOException {
        Path own = Files.createDirectories(directory.resolve(".local/share/migstream/plugins"));
        PluginJar.good("jar").write(own);
        Path jar = own.resolve("jar.jar");
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(jar, "unix:uid")), "only root can give a file away");
        PluginPath path = PluginPath.of(List.of(), Map.of("HOME", directory.toString()));
        try (Plugins plugins = plugins(path)) {
            assertEquals(List.of("jar"), names(plugins));
        }
        Files.setAttribute(jar, "unix:uid", 65534);
        try (Plugins plugins = plugins(path)) {
            assertEquals(
                    List.of(new RefusedPlugin(
                            jar.toString(), "has a file that belongs neither to root nor to you: " + jar)),
                    plugins.refused());
        }
    }

    @Test
    void folderWithoutPlugin_isRefused() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        try (Plugins plugins = plugins(directory)) {
            assertEquals(folder.toString(), plugins.refused().get(0).origin());
        }
    }

    @Test
    void pluginClassLoader_seesOnlySpiAndOwnClasses() throws IOException {
        new PluginJar("probe").member("""
                        static String visibility(String name, ClassLoader in) {
                            try {
                                return Class.forName(name, false, in).getClassLoader() == null ? "jdk" : "visible";
                            } catch (ClassNotFoundException e) {
                                return "hidden";
                            }
                        }
                        public String description() {
                            ClassLoader mine = getClass().getClassLoader();
                            return String.join(" ",
                                visibility("java.lang.String", mine), visibility("org.migstream.spi.Field", mine),
                                visibility("org.migstream.io.SpillList", mine), visibility("picocli.CommandLine", mine),
                                visibility("com.fasterxml.jackson.core.JsonFactory", mine),
                                String.valueOf(mine == Thread.currentThread().getContextClassLoader()),
                                String.valueOf(mine.getResource("org/migstream/io/SpillList.class")));
                        }
                        """).write(directory);
        try (Plugins plugins = plugins(directory)) {
            assertEquals(
                    "jdk visible hidden hidden hidden true null",
                    plugins.loaded().get(0).description());
        }
    }

    @Test
    void nameConflict_prefersBuiltInPlugin() throws IOException {
        Path host = Files.createDirectory(directory.resolve("host"));
        PluginJar.good("mine").write(host);
        Path other = Files.createDirectory(directory.resolve("other"));
        PluginJar.good("theirs").decoder("mine", "return null;", "return null;").write(other);
        PluginPath path = new PluginPath(List.of(other.toString()), Optional.empty(), List.of());
        URL[] urls = {host.resolve("mine.jar").toUri().toURL()};
        try (URLClassLoader builtIn = new URLClassLoader(urls, Plugins.class.getClassLoader());
                Plugins plugins = Plugins.load(path, TIMEOUT, builtIn)) {
            assertTrue(plugins.loaded().stream()
                    .anyMatch(plugin ->
                            plugin.name().equals("mine") && plugin.origin().equals(Plugins.BUILT_IN)));
            assertEquals(
                    List.of(new RefusedPlugin(
                            other.resolve("theirs.jar").toString(),
                            "has a decoder mine, and so has the plugin mine (built in)")),
                    plugins.refused());
        }
    }

    private Path writeVersion(String folder, String version) throws IOException {
        Path target = Files.createDirectories(directory.resolve(folder));
        PluginJar.good("acme")
                .member("public String version() { return \"" + version + "\"; }")
                .write(target);
        return target.resolve("acme.jar");
    }

    @ParameterizedTest
    @CsvSource({"1.9.0, 1.10.0", "1.0-SNAPSHOT, 1.0", "1.0-rc1, 1.0.1-rc1", "0.9, 1"})
    void higherVersionOfPlugin_isUsed_inEitherOrder(String older, String newer) throws IOException {
        Path first = writeVersion("older", older);
        Path second = writeVersion("newer", newer);
        RefusedPlugin expected = RefusedPlugin.superseded(
                first.toString(),
                "is version " + older + " of the plugin acme; version " + newer + " is present (" + second + ")");
        for (Path[] order : new Path[][] {{first, second}, {second, first}}) {
            try (Plugins plugins = plugins(order)) {
                assertEquals(second.toString(), plugins.loaded().get(0).origin());
                assertEquals(List.of(expected), plugins.refused());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1.0.0", "unknown, 1.0", "1.0-rc1, 1.0-beta", "2024a, 2024b"})
    void versionsWithoutOrder_areBothRefused(String one, String other) throws IOException {
        try (Plugins plugins = plugins(writeVersion("one", one), writeVersion("other", other))) {
            assertEquals(List.of(), plugins.loaded());
            assertEquals(2, plugins.refused().size());
        }
    }

    @Test
    void strongestMatch_isChosen() throws IOException {
        new PluginJar("several")
                .decoder(
                        "certain",
                        "return head.length > 0 && head[0] == 1 ? Match.CERTAIN : Match.NONE;",
                        "return null;")
                .decoder("likely", "return Match.LIKELY;", "return null;")
                .decoder("twin", "return head.length > 1 ? Match.LIKELY : Match.NONE;", "return null;")
                .decoder("overwriter", "Arrays.fill(head, (byte) 1); return Match.POSSIBLE;", "return null;")
                .write(directory);
        try (Plugins plugins = plugins(directory)) {
            MatchResult certain = plugins.match(DeviceIdentity.UNKNOWN, new byte[] {1, 1});
            assertEquals("certain", certain.uniqueDecoder().orElseThrow().name());
            assertEquals(Match.CERTAIN, certain.match());
            assertEquals(
                    "likely",
                    plugins.match(DeviceIdentity.UNKNOWN, new byte[1])
                            .uniqueDecoder()
                            .orElseThrow()
                            .name());
            MatchResult tie = plugins.match(DeviceIdentity.UNKNOWN, new byte[2]);
            assertEquals(Optional.empty(), tie.uniqueDecoder());
            assertEquals(List.of("likely", "twin"), tie.tiedNames());
        }
    }

    @Test
    void failingMatch_countsAsNone() throws IOException {
        new PluginJar("odd")
                .decoder("thrower", "throw new IllegalStateException(\"no\");", "return null;")
                .decoder("nullmatch", "return null;", "return null;")
                .decoder(
                        "hanging",
                        "for (;;) try { Thread.sleep(1L << 40); } catch (InterruptedException e) {}",
                        "return null;")
                .write(directory);
        try (Plugins plugins = plugins(directory)) {
            for (int device = 0; device < 2; device++) {
                MatchResult result = plugins.match(DeviceIdentity.UNKNOWN, new byte[64]);
                assertEquals(List.of(), result.bestDecoders());
                assertEquals(Match.NONE, result.match());
                assertEquals(
                        List.of(
                                "the plugin odd threw java.lang.IllegalStateException: no",
                                "the plugin odd returned null instead of a Match",
                                "the plugin odd made no progress for 1 s"),
                        result.failures().stream()
                                .map(failure -> failure.message())
                                .toList());
            }
        }
    }

    @Test
    void decodersOfOnePlugin_areMatchedInOneThread() throws IOException {
        new PluginJar("pair")
                .member("static Thread caller;")
                .decoder(
                        "first",
                        "caller = Thread.currentThread(); caller.interrupt(); return Match.NONE;",
                        "return null;")
                .decoder(
                        "second",
                        "return caller == Thread.currentThread() && !caller.isInterrupted() ? Match.CERTAIN : Match.NONE;",
                        "return null;")
                .write(directory);
        try (Plugins plugins = plugins(directory)) {
            assertEquals(
                    Match.CERTAIN,
                    plugins.match(DeviceIdentity.UNKNOWN, new byte[64]).match());
        }
    }

    @Test
    void rules_areFoundByDecoderName() throws IOException {
        PluginJar.good("acme")
                .rule("acme", "comparison.requireEqual(\"queues\", \"QUEUES_MISMATCH\", \"queues\");")
                .rule("other", "")
                .write(directory);
        try (Plugins plugins = plugins(directory)) {
            PluginRule.RuleResult result = plugins.rules("acme").get(0).check(DEVICE, DEVICE);
            assertEquals(
                    Comparison.FACT_MISSING, result.reasons().get(0).finding().code());
            assertEquals(Optional.empty(), result.failure());
            assertEquals(1, plugins.rules("other").size());
            assertEquals(List.of(), plugins.rules("nullmatch"));
        }
    }

    @Test
    void ruleReasons_areTruncated() throws IOException {
        String code = "String x = \"x\".repeat(1 << 20); comparison.note(x, x, Optional.of(x), Optional.empty());";
        PluginJar.good("acme").rule("acme", code).write(directory);
        try (Plugins plugins = plugins(directory)) {
            Reason reason =
                    plugins.rules("acme").get(0).check(DEVICE, DEVICE).reasons().get(0);
            String truncated = "x".repeat(297) + "...";
            assertEquals(
                    new Reason(
                            Finding.of(Severity.INFO, truncated, truncated), Optional.of(truncated), Optional.empty()),
                    reason);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "threw java.lang.IllegalStateException: no | throw new IllegalStateException(\"no\");",
                "threw java.lang.IllegalStateException: a rule can report at most 10000 reasons"
                        + " | for (;;) comparison.note(\"X\", \"x\", Optional.empty(), Optional.empty());",
                "recursed without end | check(comparison);",
                "made no progress for 1 s | try { Thread.sleep(1L << 40); } catch (InterruptedException e) {}"
            })
    void failingRule_givesNoReasons(String test) throws IOException {
        String[] parts = test.split(" \\| ");
        PluginJar.good("acme").rule("acme", parts[1]).write(directory);
        try (Plugins plugins = plugins(directory)) {
            PluginRule.RuleResult result = plugins.rules("acme").get(0).check(DEVICE, DEVICE);
            assertEquals(List.of(), result.reasons());
            assertEquals(
                    "the plugin acme " + parts[0],
                    result.failure().orElseThrow().message());
            assertEquals("plugin.acme.failed", result.failure().orElseThrow().code());
        }
    }
}
