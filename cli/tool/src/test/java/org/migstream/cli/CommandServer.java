// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs many commands in one process, for {@code cli/src/vm}: in an emulated machine, starting Java takes longer
 * than the commands. The directory has two named pipes, {@code request} and {@code status}. A request is the words
 * of a command, each followed by a zero byte. The server writes the output to the files {@code out} and {@code
 * err}, then the exit status and a newline to {@code status}. An empty request ends the server.
 */
final class CommandServer {
    private CommandServer() {}

    /** @param args the name of the directory */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        while (true) {
            String request = Files.readString(directory.resolve("request"));
            if (request.isEmpty()) {
                return;
            }
            int status;
            try (OutputStream out =
                            new FileOutputStream(directory.resolve("out").toFile());
                    OutputStream err =
                            new FileOutputStream(directory.resolve("err").toFile())) {
                status = Main.run(InputStream.nullInputStream(), out, err, request.split("\0"));
            }
            Files.write(directory.resolve("status"), (status + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }
}
