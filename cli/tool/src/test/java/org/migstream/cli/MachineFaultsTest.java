// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.plugin.PluginJar;
import org.migstream.report.JsonTree;
import org.migstream.vfio.VfioException;

/** A failure of the machine or of migstream is one line on standard error, and never the status of an answer. */
class MachineFaultsTest {
    private static final String COMPRESSED = "samples/streams/q35-two-uarts.qevm.zst";
    private static final String STREAM = "samples/streams/q35-two-uarts.qevm";

    @TempDir
    private Path folder;

    static Stream<Arguments> errorsInCommands() {
        List<Supplier<Throwable>> errors = List.of(
                AssertionError::new,
                () -> new NoClassDefFoundError("org/migstream/Missing"),
                () -> new ExceptionInInitializerError(new IllegalStateException("no library")),
                () -> new UnsatisfiedLinkError("libx.so: failed to map segment"),
                () -> new ServiceConfigurationError("x"),
                StackOverflowError::new,
                IllegalStateException::new);
        return Stream.of(
                        "inspect -",
                        "inspect --json -",
                        "check -",
                        "check --target - " + STREAM,
                        "diff --quiet - " + STREAM,
                        "diff " + STREAM + " -",
                        "explain - " + STREAM,
                        "explain timeout -",
                        "extract -o OUT --what vmdesc -",
                        "convert -o OUT -",
                        "convert -o OUT --strip-ram -",
                        "restore sim:mtty@STATE",
                        "restore --dry-run sim:mtty@STATE")
                .flatMap(command -> errors.stream().map(error -> Arguments.of(command, error)));
    }

    @ParameterizedTest
    @MethodSource("errorsInCommands")
    void unexpectedThrowable_isADefectInOneLine(String command, Supplier<Throwable> error) {
        CommandRun run = run(failingWith(error), command);
        assertEquals(70, run.exit(), run.stderr());
        assertTrue(run.stderr().contains("a defect of migstream, please report it: java."), run.stderr());
        assertEquals(1, run.stderr().lines().count(), run.stderr());
        assertFalse(Files.exists(folder.resolve("OUT")));
    }

    @ParameterizedTest
    @CsvSource({"inspect -", "check -", "diff --quiet - " + STREAM, "convert -o OUT -", "convert --strip-ram -o OUT -"})
    void exhaustedMemory_isALimit(String command) {
        CommandRun run = run(failingWith(() -> new OutOfMemoryError("Java heap space")), command);
        assertEquals(4, run.exit(), run.stderr());
        assertTrue(run.stderr().contains("MIGSTREAM_JAVA_OPTS=-Xmx"), run.stderr());
        assertEquals(1, run.stderr().lines().count(), run.stderr());
    }

    /** The JVM may throw the same error again when a file is closed; then Java throws another exception because of it. */
    @Test
    void exhaustedMemory_isFoundAmongCauses() {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> error.addSuppressed(error));
        assertTrue(FailureReporter.describe(refused).startsWith("out of memory"), FailureReporter.describe(refused));
    }

    /** After each failure, the message has the state of each device. */
    @ParameterizedTest
    @CsvSource({"'heap', 4", "'', 70"})
    void failedRestore_printsStatesOfDevices(String memory, int status) throws IOException {
        Supplier<Throwable> error =
                memory.isEmpty() ? IllegalStateException::new : () -> new OutOfMemoryError("Java heap space");
        Path report = folder.resolve("report");
        byte[] start = Arrays.copyOf(Files.readAllBytes(Path.of(STREAM)), 1 << 18);
        InputStream stdin = new SequenceInputStream(new ByteArrayInputStream(start), failingWith(error));
        CommandRun run = run(stdin, "restore --report " + report + " sim:mtty@STATE");
        assertEquals(status, run.exit(), run.stderr());
        assertEquals(1, run.stderr().lines().count(), run.stderr());
        assertTrue(run.stderr().contains(" is unchanged and in RUNNING"), run.stderr());
        assertTrue(Files.readString(report).contains(" is unchanged and in RUNNING"));
    }

    /** A process whose heap stays exhausted from the middle of the stream on. */
    static final class ExhaustedProcess {
        private static final List<Object> MEMORY = new ArrayList<>();

        private ExhaustedProcess() {}

        /** @param args the words after {@code migstream} */
        public static void main(String[] args) throws IOException {
            byte[] start = Arrays.copyOf(Files.readAllBytes(Path.of(STREAM)), 1 << 18);
            InputStream in = new SequenceInputStream(new ByteArrayInputStream(start), new InputStream() {
                @Override
                public int read() {
                    for (int size = 1 << 20; ; size = Math.max(16, size >> 1)) {
                        fill(size);
                    }
                }
            });
            PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err));
            System.exit(Main.run(in, OutputStream.nullOutputStream(), err, args));
        }

        private static void fill(int size) {
            try {
                while (true) {
                    MEMORY.add(new byte[size]);
                }
            } catch (OutOfMemoryError e) {
                if (size == 16) {
                    throw e;
                }
            }
        }
    }

    @Test
    void exhaustedHeap_leavesMemoryForTheStatesOfDevices() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ExhaustedProcess.class.getName(),
                        "restore",
                        "sim:mtty@" + folder.resolve("state"))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(4, process.waitFor(), output);
        assertEquals(1, output.lines().count(), output);
        assertTrue(output.contains(" is unchanged and in RUNNING"), output);
    }

    @Test
    void teeWhoseInspectionFails_copiesAllAndSaysThatThereIsNoReport() throws Exception {
        Child child = child(Map.of("java.io.tmpdir", folder.resolve("missing").toString()), COMPRESSED, "tee");
        assertEquals(0, child.exit());
        assertEquals(-1, Files.mismatch(Path.of(COMPRESSED), folder.resolve("out")));
        assertTrue(child.stderr().contains("NOT READ TO THE END"), child.stderr());
        assertFalse(child.stderr().contains("\tat "), child.stderr());
    }

    /**
     * The child has no native code next to a jar, so zstd-jni writes it to the temporary directory. A directory that is
     * mounted noexec fails in the same place.
     */
    @ParameterizedTest
    @CsvSource({
        "missing, inspect ZST",
        "missing, check ZST",
        "missing, diff --quiet ZST ZST",
        "missing, explain timeout ZST",
        "missing, convert -o OUT ZST",
        "missing, save --compress zstd -o OUT sim:mtty@STATE",
        "missing, restore -i ZST sim:mtty@STATE",
        "file, check ZST"
    })
    void unusableTemporaryDirectory_isReportedWithWhatToDo(String kind, String command) throws Exception {
        Path directory = folder.resolve(kind);
        if (kind.equals("file")) {
            Files.createFile(directory);
        }
        Child child = child(Map.of("java.io.tmpdir", directory.toString()), null, command);
        assertEquals(4, child.exit(), child.stderr());
        // JDK 24 and newer print a warning of their own before the message.
        List<String> messages = child.stderr()
                .lines()
                .filter(line -> !line.startsWith("WARNING: java.io.tmpdir "))
                .toList();
        assertEquals(1, messages.size(), child.stderr());
        assertTrue(child.stderr().contains("TMPDIR=DIRECTORY"), child.stderr());
        assertEquals(!command.startsWith("save"), child.stderr().contains("[input.zstd-library]"), child.stderr());
        assertFalse(Files.exists(folder.resolve("OUT")));
    }

    @Test
    void temporaryFileThatCannotBeCreated_isAnIoError() throws Exception {
        Child child = child(
                Map.of("java.io.tmpdir", folder.resolve("missing").toString()),
                STREAM,
                "diff --max-temporary 100K " + STREAM + " -");
        assertEquals(5, child.exit(), child.stderr());
        assertTrue(child.stderr().contains("no temporary file in "), child.stderr());
        assertTrue(child.stderr().contains("TMPDIR=DIRECTORY"), child.stderr());
    }

    @Test
    void kernelCallsWithoutNativeCode_areUnsupported() {
        VfioException failure = VfioException.ofUnreachedDevice("the native code of JNA cannot be loaded");
        assertEquals(ExitStatus.UNSUPPORTED, FailureReporter.statusOf(failure));
        assertEquals(ExitStatus.IO_ERROR, FailureReporter.statusOf(new VfioException("open x", "permission denied")));
    }

    @ParameterizedTest
    @CsvSource({
        "throw new Error(\"oops\");",
        "throw new OutOfMemoryError(\"heap\");",
        "throw new StackOverflowError();",
        "throw new NoClassDefFoundError(\"x\");",
        "throw new AssertionError();",
        "throw new ThreadDeath();"
    })
    void errorOfADecoder_isAPluginDefect_andTheVerdictUnknown(String body) throws Exception {
        new PluginJar("guest").decoder("guest", "return Match.CERTAIN;", body).write(folder);
        CommandRun run = run(
                InputStream.nullInputStream(),
                "check --json --plugin-path " + folder.resolve("guest.jar")
                        + " samples/vendor-cases/unknown/random-a.bin");
        Map<?, ?> report = (Map<?, ?>) JsonTree.parse(run.stdout());
        assertEquals("unknown", report.get("verdict"), run.stdout());
        assertTrue(run.stdout().contains("plugin.guest.failed"), run.stdout());
    }

    /** The result of a command in another process. */
    private record Child(int exit, String stderr) {}

    private Child child(Map<String, String> properties, String stdin, String command) throws Exception {
        // As the launcher: newer versions of Java print warnings about native code without the second option.
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED"));
        properties.forEach((name, value) -> words.add("-D" + name + "=" + value));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.migstream.cli.Main"));
        words.addAll(List.of(words(command)));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        if (stdin != null) {
            builder.redirectInput(Path.of(stdin).toFile());
        }
        int exit = builder.start().waitFor();
        return new Child(exit, Files.readString(folder.resolve("err")));
    }

    private CommandRun run(InputStream stdin, String command) {
        return CommandRun.of(stdin, words(command));
    }

    private String[] words(String command) {
        return command.replace("OUT", folder.resolve("OUT").toString())
                .replace("STATE", folder.resolve("state").toString())
                .replace("ZST", COMPRESSED)
                .split(" ");
    }

    private static InputStream failingWith(Supplier<Throwable> error) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return MachineFaultsTest.<RuntimeException>fail(error.get());
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> int fail(Throwable failure) throws T {
        throw (T) failure;
    }
}
