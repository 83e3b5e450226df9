// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.migstream.schema.DocumentValidator;

/**
 * The result of one command. All JSON documents that it writes have been validated with their schemas.
 *
 * @param stdout the text on standard output
 * @param stderr the text on standard error
 * @param exit the exit status
 */
record CommandRun(String stdout, String stderr, int exit) {
    private static final Set<String> OUTPUT_OPTIONS = Set.of("-o", "--output", "--report");

    /** Runs a command line in this process; its first word stands for the launcher. */
    static CommandRun of(ShellLine line) throws IOException {
        String[] args = line.words().subList(1, line.words().size()).toArray(String[]::new);
        try (InputStream in =
                line.stdin().isPresent() ? Files.newInputStream(line.stdin().get()) : InputStream.nullInputStream()) {
            return of(in, args);
        }
    }

    /** Runs a command in this process. */
    static CommandRun of(InputStream stdin, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Main.run(stdin, out, err, args);
        CommandRun run =
                new CommandRun(out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), exit);
        run.requireValidDocuments(List.of(args));
        return run;
    }

    /** Validates the documents that the command has written to standard output or to a file. */
    private void requireValidDocuments(List<String> args) {
        if (stdout.startsWith("{") && !args.contains("extract")) {
            if (args.contains("--json") || args.contains("--ndjson")) {
                DocumentValidator.requireValidDocuments(stdout);
            } else {
                DocumentValidator.requireValid(stdout);
            }
        }
        for (int i = 0; i < args.size(); i++) {
            String option = args.get(i);
            if (OUTPUT_OPTIONS.contains(option) && i + 1 < args.size()) {
                requireValidFile(Path.of(args.get(i + 1)));
            } else if (option.startsWith("--report=") || option.startsWith("--output=")) {
                requireValidFile(Path.of(option.substring(option.indexOf('=') + 1)));
            }
        }
    }

    private static void requireValidFile(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > 0) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes[0] == '{') {
                    DocumentValidator.requireValid(new String(bytes, StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
