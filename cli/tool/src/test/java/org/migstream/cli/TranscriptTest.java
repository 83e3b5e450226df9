// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the commands in each transcript and compares the output, byte for byte.
 *
 * <pre>
 *   # a comment, which is kept
 *   $ migstream inspect - &lt; samples/streams/q35-two-uarts.qevm
 *   its output on stdout
 *   stderr: its output on stderr
 *   exit: 0
 * </pre>
 *
 * <p>{@code $dir} is an empty temporary directory for this transcript. In the output, its name is replaced by
 * {@code $dir}. Version and commit of the member {@code tool} are replaced by VERSION and COMMIT.
 *
 * <p>{@code mvn verify -Dgolden=update} writes the transcripts again; review the difference like code. A new transcript
 * at first contains only its {@code $} lines.
 */
class TranscriptTest {
    private static final Path GOLDEN = Path.of("cli/tool/src/test/resources/golden");
    private static final boolean UPDATE = "update".equals(System.getProperty("golden"));

    private static final Pattern TOOL = Pattern.compile(
            "(\"name\" ?: ?\"migstream\",\\s*\"version\" ?: ?)\"[^\"]*\"(,\\s*\"commit\" ?: ?)(?:null|\"[^\"]*\")");

    static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("transcripts")
    void transcript_isReproduced(Path file) throws IOException {
        String recorded = Files.readString(file);
        String replayed = replay(recorded);
        if (UPDATE) {
            Files.writeString(file, replayed);
        } else {
            assertEquals(recorded, replayed, file + " (mvn verify -Dgolden=update accepts the change)");
        }
    }

    private String replay(String transcript) throws IOException {
        StringBuilder replayed = new StringBuilder();
        boolean recordedOutput = false;
        for (Iterator<String> lines = transcript.lines().iterator(); lines.hasNext(); ) {
            String line = lines.next();
            if (line.startsWith("$ ")) {
                replayed.append(line).append('\n').append(run(line.substring(2)));
                recordedOutput = true;
            } else if (!recordedOutput) {
                replayed.append(line).append('\n');
            } else if (line.startsWith("exit: ")) {
                recordedOutput = false;
            }
        }
        return replayed.toString();
    }

    private String run(String command) throws IOException {
        ShellLine line = ShellLine.parse(command, directory);
        assertEquals("migstream", line.words().get(0));
        CommandRun run = CommandRun.of(line);
        StringBuilder text = new StringBuilder(run.stdout());
        if (!run.stdout().isEmpty() && !run.stdout().endsWith("\n")) {
            text.append("\n(no newline at the end)\n");
        }
        run.stderr()
                .lines()
                .forEach(error -> text.append("stderr: ").append(error).append('\n'));
        text.append("exit: ").append(run.exit()).append('\n');
        return TOOL.matcher(text.toString().replace(directory.toString(), ShellLine.DIRECTORY))
                .replaceAll("$1\"VERSION\"$2\"COMMIT\"");
    }
}
