// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.migstream.io.ByteBufferOutputStream;
import org.migstream.io.CommittableOutput;
import org.migstream.io.OpenDescriptor;

/**
 * Standard output, or standard error, as the destination of a result. The result is written through the descriptor that
 * the shell has opened, so that it goes after what is in a file already, and what another command writes goes after it.
 * A reader can detect an incomplete result only by the exit status.
 */
record StandardOutput(ByteBufferOutputStream stream) implements CommittableOutput {
    /** The name of standard output on the command line. A file called {@code -} can be given as {@code ./-}. */
    static final Path NAME = Path.of("-");

    private static final Path PSEUDO_TERMINALS = Path.of("/dev/pts");
    private static final Path CONTROLLING_TERMINAL = Path.of("/dev/tty");
    private static final int OUTPUT = 1;
    private static final int ERROR = 2;

    /** Returns the standard stream that a name of an output leads to; empty for any other output. */
    static Optional<StandardOutput> find(Path name, Invocation invocation) {
        return switch (descriptor(name).orElse(-1)) {
            case OUTPUT -> Optional.of(new StandardOutput(invocation.unbufferedStdout()));
            case ERROR -> Optional.of(new StandardOutput(invocation.unbufferedStderr()));
            default -> Optional.empty();
        };
    }

    /** Returns whether a name of an output leads to standard output. */
    static boolean isNamedBy(Path name) {
        return descriptor(name).orElse(-1) == OUTPUT;
    }

    /** Returns whether a name of an output leads to a terminal: that of a standard stream, or one by its name. */
    static boolean isTerminal(Path name, Terminal terminal) {
        return switch (descriptor(name).orElse(-1)) {
            case OUTPUT -> terminal.columns() > 0;
            case ERROR -> terminal.showsProgress();
            default -> isTerminalDevice(name);
        };
    }

    private static boolean isTerminalDevice(Path name) {
        try {
            Path device = name.toRealPath();
            return device.startsWith(PSEUDO_TERMINALS) || device.equals(CONTROLLING_TERMINAL);
        } catch (IOException e) {
            // Opening the output fails with the same error, or creates a file.
            return false;
        }
    }

    private static OptionalInt descriptor(Path name) {
        return name.equals(NAME)
                ? OptionalInt.of(OUTPUT)
                : OpenDescriptor.atPath(name).map(OpenDescriptor::ownNumber).orElse(OptionalInt.empty());
    }

    @Override
    public void commit() throws IOException {
        stream.flush();
    }

    @Override
    public void close() {
        // A standard stream is shared; nothing to close.
    }
}
