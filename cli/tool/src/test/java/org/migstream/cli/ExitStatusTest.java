// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.stream.StreamBuilder;

/** Tests the exit statuses of the README. */
class ExitStatusTest {
    private static final String WHOLE = "samples/streams/switchover-ack.chan0.return.zst";
    private static final String STREAM = "samples/streams/q35-two-uarts.qevm";
    private static final String TRUNCATED = "samples/streams/truncated-by-crash.qevm.zst";
    private static final String UNKNOWN = "README.md";
    private static final byte[] WITHOUT_VMDESC =
            new StreamBuilder().header().configuration().endOfStream().bytes();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "0, inspect " + WHOLE,
        "0, inspect --json --digest --fields " + STREAM,
        "0, inspect --hex " + STREAM,
        "0, inspect -",
        "0, --help",
        "0, inspect --help",
        "0, help inspect",
        "0, --version",
        "1, inspect --strict -",
        "2, ''",
        "0, inspect",
        "2, nonsense",
        "2, inspect --nonsense " + STREAM,
        "2, inspect --json --ndjson " + STREAM,
        "2, inspect --ndjson --device nowhere " + STREAM,
        "2, inspect - -",
        "2, inspect - --channel -",
        "2, inspect --channel a b c",
        "2, inspect --channel",
        "3, inspect " + TRUNCATED,
        "3, inspect --json " + TRUNCATED,
        "3, inspect " + UNKNOWN,
        "3, inspect --channel " + WHOLE + " " + STREAM,
        "2, inspect file:samples/streams/q35-two-uarts.qevm;offset=x",
        "3, inspect file:samples/streams/q35-two-uarts.qevm;offset=1T",
        "5, inspect no-such-file",
        "5, inspect samples",
        "5, inspect --channel no-such-file " + STREAM,
        "2, inspect ''",
        "5, inspect 'a\0b'"
    })
    void exitStatus_matchesReadme(int status, String command) {
        String[] args = command.isEmpty() ? new String[0] : command.split(" ");
        for (int i = 0; i < args.length; i++) {
            args[i] = args[i].replace("'", "").replace(';', ',');
        }
        CommandRun run = run(WITHOUT_VMDESC, args);
        assertEquals(status, run.exit(), run.stderr());
        assertEquals(status <= 1, run.stderr().isEmpty(), run.stderr());
        if (status == 2 || status == 5) {
            assertEquals("", run.stdout());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "samples/containers/isapc.savevm.qcow2#disk alone",
                "samples/containers/isapc.savevm.qcow2#nothing",
                WHOLE + "#1"
            })
    void missingSnapshot_isUsageError(String name) {
        CommandRun run = run(WITHOUT_VMDESC, "inspect", name);
        assertEquals(2, run.exit());
        assertEquals("", run.stdout());
        assertTrue(run.stderr().startsWith("migstream: " + name + ": "), run.stderr());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--ndjson", "--hex", "--strict"})
    void qcow2FromPipe_isUnsupported(String option) {
        CommandRun run = run(new byte[] {'Q', 'F', 'I', (byte) 0xfb}, "inspect", option, "-");
        assertEquals(4, run.exit());
        assertEquals(option.endsWith("json"), run.stdout().startsWith("{"));
        assertTrue(run.stderr().matches("migstream: -: at 0x0 \\(0\\): .*qcow2.*\\[input.container]\n"), run.stderr());
    }

    @ParameterizedTest
    @CsvSource({
        "0, " + WHOLE + " " + STREAM,
        "1, --strict " + WHOLE + " - " + WHOLE,
        "3, " + TRUNCATED + " " + WHOLE,
        "3, --strict - " + TRUNCATED + " " + WHOLE,
        "5, no-such-file " + TRUNCATED + " " + WHOLE,
        "5, " + WHOLE + " " + TRUNCATED + " no-such-file"
    })
    void severalInputs_returnHighestStatus(int status, String inputs) {
        CommandRun run = run(WITHOUT_VMDESC, ("inspect --ndjson " + inputs).split(" "));
        assertEquals(status, run.exit());
        long documents = run.stdout().lines().count();
        assertEquals(inputs.replaceAll("--strict |no-such-file ?", "").split(" ").length, documents);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--ndjson", "--hex", "--fields", "--strict"})
    void unwritableResult_isIoError(String option) {
        assertFailsToWrite(5, "migstream: cannot write the result: No space left on device\n", option);
        assertFailsToWrite(141, "", option);
    }

    @Test
    void unwritableHelp_isIoError() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(5, Main.run(InputStream.nullInputStream(), full("No space left on device"), err, "--help"));
        assertEquals(141, Main.run(InputStream.nullInputStream(), full("Broken pipe"), err, "inspect", "--help"));
    }

    private static void assertFailsToWrite(int status, String stderr, String option) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream out = full(status == 141 ? "Broken pipe" : "No space left on device");
        // The second input is not opened: its result could not be written, either.
        assertEquals(status, Main.run(unreadable(AssertionError::new), out, err, "inspect", option, STREAM, STREAM));
        assertEquals(stderr, err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void unreadableInput_isIoError_andOthersAreRead() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream in = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }
        };
        assertEquals(5, Main.run(in, out, err, "inspect", "--ndjson", "-", WHOLE));
        assertEquals("migstream: -: Input/output error\n", err.toString(StandardCharsets.UTF_8));
        assertEquals(1, out.toString(StandardCharsets.UTF_8).lines().count());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void internalError_isReportedAsDefect(boolean asError) {
        Supplier<InputStream> in = () ->
                asError ? unreadable(StackOverflowError::new) : unreadable(() -> new IllegalStateException("oops"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream quiet = new ByteArrayOutputStream();
        assertEquals(70, Main.run(in.get(), out, quiet, "inspect", "-"));
        String stderr = quiet.toString(StandardCharsets.UTF_8);
        assertTrue(stderr.startsWith("migstream: a defect of migstream, please report it: java.lang."), stderr);
        assertTrue(stderr.endsWith("(use --debug for a stack trace)\n"), stderr);
        assertFalse(stderr.contains("\tat "));

        ByteArrayOutputStream debug = new ByteArrayOutputStream();
        assertEquals(70, Main.run(in.get(), out, debug, "inspect", "--debug", "-"));
        stderr = debug.toString(StandardCharsets.UTF_8);
        assertTrue(stderr.contains("\tat org.migstream.cli.ExitStatusTest"), stderr);
        assertEquals(0, out.size());
    }

    @Test
    void inaccessibleInput_isReported() {
        CommandRun run = run(WITHOUT_VMDESC, "inspect", folder.toString());
        assertEquals("migstream: " + folder + ": is a directory\n", run.stderr());
    }

    /** Returns an input that throws an unexpected exception or error. */
    private static InputStream unreadable(Supplier<? extends Throwable> failure) {
        return new InputStream() {
            @Override
            public int read() {
                return ExitStatusTest.<RuntimeException>fail(failure.get());
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> int fail(Throwable failure) throws T {
        throw (T) failure;
    }

    private static OutputStream full(String message) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(message);
            }
        };
    }

    private static CommandRun run(byte[] stdin, String... args) {
        return CommandRun.of(new ByteArrayInputStream(stdin), args);
    }

    @Test
    void unknownCommand_isNamed() {
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), "nonsense", "file");
        assertEquals(2, run.exit());
        assertTrue(run.stderr().startsWith("migstream: no command is called 'nonsense'"), run.stderr());
    }
}
