// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/**
 * The result of one command.
 *
 * @param stdout the text on standard output
 * @param stderr the text on standard error
 * @param exit the exit status
 */
record CommandRun(String stdout, String stderr, int exit) {
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
        return new CommandRun(out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), exit);
    }
}
