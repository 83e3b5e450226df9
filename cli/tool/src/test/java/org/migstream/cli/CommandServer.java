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
 * Runs one command after the other, for {@code cli/src/vm}: where every instruction is emulated, starting Java takes longer
 * than anything that is tried there. In its directory are two named pipes, {@code request} and {@code status}; a request is
 * the words of a command, each ended by a zero, and is answered with the command's status and a newline when {@code out}
 * and {@code err} are there. A request without words ends it.
 */
final class CommandServer {
    private CommandServer() {}

    /** @param args the directory */
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
