// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void decoderWithoutRule_isReported() throws IOException {
        Path target = Files.writeString(
                directory.resolve("target.json"), "{\"schema\": \"migstream.profile/1\", \"driver\": \"a\"}");
        String text = run("check", List.of(PluginJar.good("a")), "--target", target.toString());
        assertTrue(text.contains("[NO_RULE]"), text);
    }
}
