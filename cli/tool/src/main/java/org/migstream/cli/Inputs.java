// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.cli.options.UsageException;
import org.migstream.container.Input;
import org.migstream.container.InputNameException;
import org.migstream.container.OutputLimit;
import org.migstream.explain.SearchedText;
import org.migstream.io.IoErrorText;
import org.migstream.io.OpenDescriptor;
import org.migstream.io.OutputException;
import org.migstream.report.FindingText;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Opens the inputs of a command, closes them at the end, and prints an error if one of them cannot be read. */
final class Inputs implements Closeable {
    /** The name of standard input on the command line. */
    static final String STDIN = "-";

    private final Invocation invocation;
    private final OutputLimit maxOutput;
    private final List<Input> opened = new ArrayList<>();
    private @Nullable String nameBeingOpened;

    private Inputs(Invocation invocation, OutputLimit maxOutput) {
        this.invocation = invocation;
        this.maxOutput = maxOutput;
    }

    /** Work that reads the inputs of a command. */
    @FunctionalInterface
    interface InputTask {
        /** Opens inputs, reads them and returns the exit status. */
        ExitStatus run(Inputs inputs) throws IOException;
    }

    /**
     * Runs a task and closes its inputs. If an input cannot be opened or read, prints the error and returns the exit
     * status of the error.
     *
     * @param maxOutput how many bytes each container may decompress to
     * @param mainName the name of the input in the message if reading fails
     * @throws OutputException if writing the result failed; this error is not printed here
     */
    static ExitStatus withInputs(Invocation invocation, OutputLimit maxOutput, String mainName, InputTask task)
            throws IOException {
        try (Inputs inputs = new Inputs(invocation, maxOutput)) {
            try {
                return task.run(inputs);
            } catch (IOException e) {
                return inputs.reportFailure(e, mainName);
            }
        }
    }

    /** Throws a {@link UsageException} if more than one of the names is standard input. */
    static void requireStdinAtMostOnce(List<String> names) {
        if (names.indexOf(STDIN) != names.lastIndexOf(STDIN)) {
            throw new UsageException("standard input can be read only once");
        }
    }

    /**
     * Returns the names of the inputs that the user gave; without one, standard input if a program or a file is
     * connected to it.
     *
     * @param label the word for an input in the help
     */
    static List<String> namesOrStdin(List<String> given, String label, Invocation invocation) {
        if (!given.isEmpty()) {
            return given;
        }
        if (invocation.terminal().hasKeyboard()) {
            throw new UsageException(label + " is missing; give a file, or connect a pipe to standard input");
        }
        return List.of(STDIN);
    }

    /** Returns whether {@link #open} could open an input of this name. */
    static boolean exists(String name) {
        return name.equals(STDIN) || Input.exists(name);
    }

    /** Returns whether a word that may have another meaning is the name of an input; directories are none. */
    static boolean isName(String word) {
        return word.equals(STDIN)
                || Input.exists(word)
                        && Input.fileOf(word).filter(Files::isDirectory).isEmpty();
    }

    /** Returns whether a name is that of a whole file: not a part of one, such as a snapshot of an image, and not a pipe. */
    static boolean isWholeFile(String name) {
        return !isReadOnce(name)
                && Input.fileOf(name).filter(file -> file.equals(Path.of(name))).isPresent();
    }

    /** Returns whether an input can be read only once, because it is standard input or a pipe. */
    static boolean isReadOnce(String name) {
        return name.equals(STDIN) || Input.isSpecialFile(name);
    }

    /** Opens a file or standard input. */
    Input open(String name) throws IOException {
        return open(name, Input.PipeFilter.NONE);
    }

    /**
     * Opens a file or standard input.
     *
     * @param pipeFilter is applied to the stream of an input that can be read only once
     */
    Input open(String name, Input.PipeFilter pipeFilter) throws IOException {
        nameBeingOpened = name;
        Input input;
        try {
            requireInheritedDescriptor(name);
            input = name.equals(STDIN)
                    ? Input.ofPipe(name, pipeFilter.apply(invocation.stdin()), maxOutput)
                    : Input.open(name, maxOutput, pipeFilter);
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(name);
        }
        opened.add(input);
        nameBeingOpened = null;
        return input;
    }

    /** Opens bytes that were read from an input that can be read only once. */
    Input openPipe(String name, InputStream bytes) throws IOException {
        nameBeingOpened = name;
        Input input = Input.ofPipe(name, bytes, maxOutput);
        opened.add(input);
        nameBeingOpened = null;
        return input;
    }

    /** Returns the end of a log; throws a {@link UsageException} if it is not a text. */
    SearchedText requireLog(String name) throws IOException {
        return readLog(name)
                .orElseThrow(() -> new UsageException(
                        PrintableText.escapeName(name) + " is not a text: a log must be uncompressed"));
    }

    /** Returns the end of a log in a file or from standard input; empty if it is not a text. */
    Optional<SearchedText> readLog(String name) throws IOException {
        nameBeingOpened = name;
        try {
            requireInheritedDescriptor(name);
            if (!name.equals(STDIN) && !Files.exists(Path.of(name))) {
                throw new NoSuchFileException(name);
            }
            Optional<SearchedText> text;
            if (name.equals(STDIN)) {
                text = SearchedText.readLog(invocation.stdin());
            } else {
                // Files.newInputStream fails, because it asks a pipe for its position.
                try (InputStream in = new FileInputStream(name)) {
                    text = SearchedText.readLog(in);
                }
            }
            nameBeingOpened = null;
            return text;
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(name);
        }
    }

    /** Fails if a name such as /dev/stdin leads to a closed descriptor, whose number a file of the JVM may have. */
    private static void requireInheritedDescriptor(String name) throws IOException {
        if (name.equals(STDIN)) {
            return;
        }
        Optional<OpenDescriptor> descriptor = OpenDescriptor.atPath(Path.of(name));
        if (descriptor.isPresent() && !descriptor.get().isReadable()) {
            throw new IOException("it is closed, or not open for reading");
        }
    }

    /** Opens several inputs in order. */
    List<Input> openAll(List<String> names) throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (String name : names) {
            inputs.add(open(name));
        }
        return inputs;
    }

    /**
     * Prints the warnings and errors about the containers of all opened inputs, each once; returns the worst severity. For commands
     * without a report.
     */
    Severity printContainerFindings() {
        Set<String> lines = new LinkedHashSet<>();
        for (Input input : opened) {
            for (Finding finding : input.findings()) {
                lines.add(input.name() + ": " + FindingText.severityLabel(finding.severity()) + ": "
                        + FindingText.formatFinding(new LocatedFinding(finding, null, null)));
            }
        }
        lines.forEach(invocation::printError);
        return opened.stream()
                .flatMap(input -> input.findings().stream())
                .map(Finding::severity)
                .max(Severity::compareTo)
                .orElse(Severity.INFO);
    }

    private ExitStatus reportFailure(IOException e, String mainName) throws OutputException {
        if (e instanceof OutputException output) {
            throw output;
        }
        String name = nameBeingOpened == null ? mainName : nameBeingOpened;
        invocation.printError((name.isEmpty() ? "''" : name) + ": " + IoErrorText.of(e));
        return e instanceof InputNameException ? ExitStatus.USAGE_ERROR : FailureReporter.statusOf(e);
    }

    @Override
    public void close() throws IOException {
        for (Input input : opened) {
            input.close();
        }
    }
}
