// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs commands as users do, so that the JVM records which classes they load for an archive of classes (AppCDS). The launcher
 * starts this class when it makes the archive.
 */
final class ArchiveTraining {
    private static final String STREAM = "q35-two-uarts.qevm.zst";

    private ArchiveTraining() {}

    /**
     * Runs the commands. Their results are discarded.
     *
     * @param args a directory for temporary files, which must exist
     */
    public static void main(String[] args) throws IOException {
        StandardStreams streams = StandardStreams.open();
        Main.prepareProcess(new Invocation(
                streams.input(), streams.output(), streams.error(), Terminal.fromSystemProperties(), System.getenv()));
        Path directory = Files.createTempDirectory(Path.of(args[0]), "training");
        try {
            runCommands(directory);
        } finally {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
        // As the command does: from Java 21 on, this loads the classes of a logger.
        System.exit(0);
    }

    private static void runCommands(Path directory) throws IOException {
        Path compressed = directory.resolve(STREAM);
        try (InputStream resource = ArchiveTraining.class.getResourceAsStream(STREAM)) {
            if (resource == null) {
                throw new IOException("the jar has no " + STREAM);
            }
            Files.copy(resource, compressed);
        }
        String zst = compressed.toString();
        String stream = directory.resolve("stream").toString();
        String saved = directory.resolve("saved").toString();
        String config = directory.resolve("config").toString();
        String profile = directory.resolve("profile").toString();
        String device = "sim:mtty@" + directory.resolve("device");
        List<List<String>> commands = List.of(
                List.of("--version"),
                List.of("--help"),
                List.of("help", "inspect"),
                List.of("inspect", "--no-such-option"),
                List.of("no-such-command"),
                List.of("convert", zst, "-o", stream),
                List.of("inspect", stream),
                List.of("inspect", "--json", stream),
                List.of("inspect", "--fields", "--digest", zst),
                List.of("inspect", "-"),
                List.of("check", stream),
                List.of("diff", stream, zst),
                List.of("diff", "--json", stream, stream),
                List.of("extract", "--what", "config", stream, "-o", config),
                List.of("save", "-o", saved, device),
                List.of("restore", "-i", saved, device),
                List.of("inspect", saved),
                List.of("probe", "-o", profile, device),
                List.of("check", "--target", device, saved),
                List.of("explain", "load of migration failed: Bad address"),
                List.of("plugins"),
                List.of("states"),
                // The command itself would ask the devices of running machines.
                List.of("devices", "--help"));
        for (List<String> command : commands) {
            run(directory, command.toArray(String[]::new));
        }
    }

    /** Runs a command with a home directory that has no plugins. */
    private static void run(Path home, String... command) {
        Invocation invocation = new Invocation(
                new ByteArrayInputStream(new byte[0]),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                Terminal.NONE,
                Map.of("HOME", home.toString()));
        Main.run(invocation, command);
    }
}
