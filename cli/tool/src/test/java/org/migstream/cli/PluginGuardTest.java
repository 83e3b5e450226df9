// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.plugin.PluginJar;

/** Tests plugins that end the process or use its standard streams. Each test runs a new process. */
class PluginGuardTest {
    private static final Path STATE = Path.of("samples/vendor-cases/unknown/random-a.bin");

    @TempDir
    private Path directory;

    @Test
    void pluginCallingExit_isReportedAsInternalError() throws Exception {
        assertEquals(70, inspect("System.exit(0); return Completeness.COMPLETE;"));
        assertTrue(contentOf("err").startsWith("migstream: a plugin ended the process"), contentOf("err"));
    }

    @Test
    void pluginOutput_isNotWrittenToStandardOutput() throws Exception {
        String printing = "System.out.println(\"acme says hello\"); System.out.close(); System.err.close();";
        assertEquals(0, inspect(printing + "in.opaqueRest(\"state\"); return Completeness.COMPLETE;"));
        assertTrue(contentOf("out").startsWith("{"), contentOf("out"));
        assertFalse(contentOf("out").contains("hello"));
        assertTrue(contentOf("err").contains("acme says hello"));
    }

    private int inspect(String decode) throws Exception {
        new PluginJar("guest").decoder("guest", "return Match.CERTAIN;", decode).write(directory);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.migstream.cli.Main",
                        "inspect",
                        "--json",
                        "--plugin-path",
                        directory.resolve("guest.jar").toString(),
                        STATE.toString())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
        return process.waitFor();
    }

    private String contentOf(String stream) throws Exception {
        return Files.readString(directory.resolve(stream));
    }
}
