// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the scripts in {@code pipelines}: each command in its own process, with real pipes and signals. The expected
 * output of a command follows it in lines that begin with {@code #=}.
 */
@Execution(ExecutionMode.CONCURRENT)
class PipelinesTest {
    private static final Path SCRIPTS = Path.of("cli/tool/src/test/resources/pipelines");
    private static final String EXPECTED = "#= ";

    @TempDir
    private Path directory;

    @TempDir
    private Path outputDirectory;

    static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.filter(file -> file.toString().endsWith(".bash")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void pipeline_printsDocumentedOutput(Path script) throws IOException, InterruptedException {
        // The output goes to a file: with a pipe, a script that hangs would block this test forever.
        Path output = outputDirectory.resolve("output");
        ProcessBuilder bash = new ProcessBuilder(
                        "bash",
                        "--norc",
                        "-c",
                        ". " + SCRIPTS.toAbsolutePath().resolve("prelude.sh") + "; . " + script.toAbsolutePath())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        bash.environment()
                .put(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        bash.environment().put("CLASSES", absolute(System.getProperty("java.class.path")));
        bash.environment().put("SAMPLES", Path.of("samples").toAbsolutePath().toString());
        Process running = bash.start();
        running.getOutputStream().close();
        boolean ended = running.waitFor(2, TimeUnit.MINUTES);
        if (!ended) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
        assertEquals(expected(script), Files.readAllLines(output));
        assertTrue(ended, "the script hung");
    }

    private static List<String> expected(Path script) throws IOException {
        try (Stream<String> lines = Files.lines(script)) {
            return lines.filter(line -> line.startsWith(EXPECTED))
                    .map(line -> line.substring(EXPECTED.length()))
                    .toList();
        }
    }

    private static String absolute(String classPath) {
        return Stream.of(classPath.split(":"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((one, other) -> one + ":" + other)
                .orElseThrow();
    }
}
