// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What QEMU did with a stream.
 *
 * @param message the messages of QEMU, without those about the options of the machine; separated by " | "
 */
record IncomingLoad(Result result, String message) {
    private static final long LIMIT_SECONDS = 20;
    private static final int REFUSED_STATUS = 1;
    private static final int KILLED_STATUS = 128 + 9;
    private static final String PREFIX = "qemu-system-[a-z0-9_]+: ";

    enum Result {
        LOADED,
        REFUSED,
        CRASHED,
        HUNG
    }

    /**
     * Loads a stream into a machine that does not run, and ends the machine.
     *
     * @param directory a directory for the stream and the messages
     */
    static IncomingLoad of(Path directory, String binary, List<String> machine, byte[] stream)
            throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve("incoming"), stream);
        List<String> options = new ArrayList<>(machine);
        options.addAll(List.of("-S", "-incoming", "defer"));
        try (QemuMachine qemu = new QemuMachine(directory, binary, options, LIMIT_SECONDS)) {
            Result result;
            try {
                qemu.execute("migrate-incoming", "\"uri\": \"exec:cat " + file + "\"");
                qemu.awaitIncoming();
                result = Result.LOADED;
            } catch (IOException e) {
                int status = qemu.awaitExit();
                result = status == REFUSED_STATUS
                        ? Result.REFUSED
                        : status == KILLED_STATUS ? Result.HUNG : Result.CRASHED;
            }
            return new IncomingLoad(result, shorten(qemu.messages()));
        }
    }

    private static String shorten(String messages) {
        return messages.lines()
                .map(line -> line.replaceFirst(PREFIX, ""))
                .filter(line -> !line.startsWith("warning: "))
                .collect(Collectors.joining(" | "));
    }
}
