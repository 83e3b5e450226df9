// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.migstream.container.Input;
import org.migstream.container.InputNameException;
import org.migstream.io.IoErrorText;
import org.migstream.io.OutputException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The inputs that a command names, and what is said when one of them cannot be read. */
final class Inputs implements Closeable {
    /** How a user calls standard input. */
    static final String STDIN = "-";

    private final Invocation invocation;
    private final long maxOutput;
    private final List<Input> opened = new ArrayList<>();
    private String nameBeingOpened;

    /** @param maxOutput how many bytes may come out of each container */
    Inputs(Invocation invocation, long maxOutput) {
        this.invocation = invocation;
        this.maxOutput = maxOutput;
    }

    /** Refuses names of which more than one means standard input. */
    static void requireStdinAtMostOnce(List<String> names, CommandLine command) {
        if (names.indexOf(STDIN) != names.lastIndexOf(STDIN)) {
            throw new ParameterException(command, "standard input can be read only once");
        }
    }

    /** Opens a file, or standard input. */
    Input open(String name) throws IOException {
        nameBeingOpened = name;
        Input input;
        try {
            input = name.equals(STDIN)
                    ? Input.ofPipe(name, invocation.stdin(), maxOutput)
                    : Input.open(name, maxOutput);
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(name);
        }
        opened.add(input);
        nameBeingOpened = null;
        return input;
    }

    /** Whether there is something of that name that {@link #open} could open. */
    static boolean exists(String name) {
        return name.equals(STDIN) || Input.exists(name);
    }

    /** Opens all. */
    List<Input> openAll(List<String> names) throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (String name : names) {
            inputs.add(open(name));
        }
        return inputs;
    }

    /** Says why opening failed, or else reading the input of that name; that writing did is for others to say. */
    ExitStatus reportFailure(IOException e, String reading) throws OutputException {
        if (e instanceof OutputException writing) {
            throw writing;
        }
        String name = nameBeingOpened == null ? reading : nameBeingOpened;
        invocation.printError((name.isEmpty() ? "''" : name) + ": " + IoErrorText.of(e));
        return e instanceof InputNameException ? ExitStatus.USAGE_ERROR : ExitStatus.IO_ERROR;
    }

    @Override
    public void close() throws IOException {
        for (Input input : opened) {
            input.close();
        }
    }
}
