// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs commands on the input of a stranger and checks what must hold for every input: no defect, an exit status that the
 * README lists, whole results or none, nothing left beside them, and an end within a time that grows only with the input.
 */
final class HostileInput {
    private static final String SOUND = "samples/streams/q35-two-uarts.qevm";

    /** The commands that read a stream. IN is the input, OUT a file that the command creates. */
    static final List<String> STREAM_COMMANDS = List.of(
            "inspect IN",
            "inspect --json --fields IN",
            "inspect --sections IN",
            "inspect --html -o OUT IN",
            "check IN",
            "check --json IN",
            "check --target " + SOUND + " IN",
            "check --target IN " + SOUND,
            "diff IN " + SOUND,
            "diff --json " + SOUND + " IN",
            "convert -o OUT IN",
            "convert --strip-ram --redact -o OUT IN",
            "convert --compress zstd -o OUT IN",
            "extract --what vmdesc -o OUT IN",
            "extract --what data --damaged -o OUT IN",
            "explain timeout IN",
            "bundle -o OUT IN",
            "restore --dry-run -i IN sim:mtty@DEVICE");

    /** The commands that read the recording of a channel, of a return path, or the profile of a device. */
    static final List<String> CHANNEL_COMMANDS =
            List.of("inspect --json --channel IN MAIN", "check --channel IN MAIN", "convert --channel IN -o OUT MAIN");

    static final List<String> PROFILE_COMMANDS =
            List.of("check --json --target IN " + SOUND, "check --target IN " + SOUND, "inspect IN");

    static final List<String> LOG_COMMANDS =
            List.of("explain IN", "explain --json IN " + SOUND, "bundle -o OUT " + SOUND + " IN");

    /** What a command can answer about any input; 2 if an option does not fit what is in the input. Not 5, 6 or 70. */
    private static final Set<Integer> ANSWERS = Set.of(0, 1, 2, 3, 4);

    private static final int USAGE_ERROR = 2;

    /** With these, only a result that says what it lacks may exist: a page, a bundle, a part up to the damage. */
    private static final Set<Integer> WITHOUT_RESULT = Set.of(USAGE_ERROR, 4);

    /** What a command may take for any input; a slow machine with other work needs less than a tenth of it. */
    private static final long BASE_MILLIS = 10_000;

    /** What a command may take for each MiB of its input. */
    private static final long MILLIS_PER_MIB = 20_000;

    /** What a command may take for an input that can stand for more bytes than it has. */
    private static final long MAX_CONTAINER_MILLIS = 60_000;

    /** What a conversion adds to its input at most, in bytes: the mark of a redacted stream and the heads of records. */
    private static final long MAX_GROWTH = 1 << 16;

    private final Path folder;
    private final Path main;
    private final Map<String, Integer> answers = new TreeMap<>();
    private long slowest;

    /**
     * @param folder an empty directory for the files of the commands
     * @param main the main stream whose channel the input is, for {@link #CHANNEL_COMMANDS}
     */
    HostileInput(Path folder, Path main) {
        this.folder = folder;
        this.main = main;
    }

    /** Returns how often each answer was given, and the time of the slowest command. */
    String summary() {
        return answers + ", slowest command " + slowest + " ms";
    }

    /**
     * Runs a command on an input.
     *
     * @param command one of the commands of this class
     * @param throughPipe whether the input comes from standard input, where the command can read it from there
     * @throws AssertionError if a law is broken; the message has the command
     */
    void run(String command, byte[] input, boolean throughPipe) throws IOException {
        // A command that broke a law before may have left its output or its device.
        for (String left : List.of("out", "device")) {
            Files.deleteIfExists(folder.resolve(left));
        }
        Path file = Files.write(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        boolean isPiped = throughPipe && command.endsWith(" IN");
        List<String> words = new ArrayList<>();
        for (String word : command.split(" ")) {
            words.add(
                    switch (word) {
                        case "IN" -> isPiped ? "-" : file.toString();
                        case "OUT" -> out.toString();
                        case "MAIN" -> main.toString();
                        default ->
                            word.replace("DEVICE", folder.resolve("device").toString());
                    });
        }
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        long start = System.nanoTime();
        int status;
        try (InputStream in = isPiped ? new ByteArrayInputStream(input) : InputStream.nullInputStream()) {
            status = Main.run(in, stdout, stderr, words.toArray(String[]::new));
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        slowest = Math.max(slowest, millis);
        answers.merge(words.get(0) + " " + status, 1, Integer::sum);
        String context = command + " ended with " + status + " after " + millis + " ms\n"
                + stderr.toString(StandardCharsets.UTF_8);
        require(ANSWERS.contains(status), context);
        require(!context.contains("\tat ") && !context.contains("defect"), "a stack trace or a defect: " + context);
        require(millis < maxMillis(input), "too slow for " + input.length + " bytes: " + context);
        requireCleanFolder(command, status, input, context);
    }

    private void requireCleanFolder(String command, int status, byte[] input, String context) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            require(Set.of("in", "out", "device", "main").contains(name), name + " is left: " + context);
            if (name.equals("out")) {
                boolean maySayWhatIsMissing =
                        command.startsWith("bundle") || command.contains("--html") || command.contains("--damaged");
                require(
                        maySayWhatIsMissing ? status != USAGE_ERROR : !WITHOUT_RESULT.contains(status),
                        "a result in spite of the status: " + context);
                boolean isPlain = command.startsWith("convert") && !command.contains("MAIN") && !isContainer(input);
                require(
                        !isPlain || Files.size(file) <= input.length + MAX_GROWTH,
                        Files.size(file) + " bytes of output: " + context);
            }
            if (!name.equals("main")) {
                Files.delete(file);
            }
        }
    }

    /** Returns how long a command may take, in milliseconds. A law: time must not grow faster than the input. */
    static long maxMillis(byte[] input) {
        return isContainer(input) ? MAX_CONTAINER_MILLIS : BASE_MILLIS + MILLIS_PER_MIB * input.length / (1 << 20);
    }

    /** Returns whether an input may stand for more bytes than it has. */
    private static boolean isContainer(byte[] input) {
        return input.length < 4 || !new String(input, 0, 4, StandardCharsets.ISO_8859_1).equals("QEVM");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }
}
