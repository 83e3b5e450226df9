// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.io.BlockInputStream;
import org.migstream.io.ChannelOutputStream;
import org.migstream.io.OpenDescriptor;

/**
 * The standard streams of this process. If the caller has closed one of them, the next file that the process opens gets
 * its number, even a file of the JVM. Such a stream fails when it is used; it is never another file.
 */
final class StandardStreams {
    /** The numbers of standard input, output and error. */
    private static final int INPUT = 0;

    private static final int OUTPUT = 1;
    private static final int ERROR = 2;

    /** Files that keep the numbers of closed streams in use until the process ends. */
    private static final List<FileInputStream> PLACEHOLDERS = new ArrayList<>();

    private final InputStream input;
    private final OutputStream output;
    private final OutputStream error;

    private StandardStreams(InputStream input, OutputStream output, OutputStream error) {
        this.input = input;
        this.output = output;
        this.error = error;
    }

    /** Opens the streams; must be called before the process opens any other file. */
    static StandardStreams open() throws IOException {
        // System.out is not used: it is a PrintStream, which hides write errors.
        StandardStreams streams = new StandardStreams(
                isReadable(INPUT) ? new FileInputStream(FileDescriptor.in) : new ClosedInput(),
                isWritable(OUTPUT)
                        ? new ChannelOutputStream(new FileOutputStream(FileDescriptor.out).getChannel())
                        : new ClosedOutput("standard output"),
                isWritable(ERROR) ? new FileOutputStream(FileDescriptor.err) : new ClosedOutput("standard error"));
        for (int number = INPUT; number <= ERROR; number++) {
            Optional<OpenDescriptor> descriptor = OpenDescriptor.own(number);
            if (descriptor.isPresent() && !descriptor.get().isOpen()) {
                PLACEHOLDERS.add(new FileInputStream("/dev/null"));
            }
        }
        return streams;
    }

    /** On a system without procfs, every stream counts as open. */
    private static boolean isReadable(int number) {
        Optional<OpenDescriptor> descriptor = OpenDescriptor.own(number);
        return descriptor.isEmpty() || descriptor.get().isReadable();
    }

    private static boolean isWritable(int number) {
        Optional<OpenDescriptor> descriptor = OpenDescriptor.own(number);
        return descriptor.isEmpty() || descriptor.get().isWritable();
    }

    InputStream input() {
        return input;
    }

    OutputStream output() {
        return output;
    }

    OutputStream error() {
        return error;
    }

    private static final class ClosedInput extends BlockInputStream {
        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            throw new IOException("standard input is closed, or not open for reading");
        }
    }

    private static final class ClosedOutput extends OutputStream {
        private final String name;

        ClosedOutput(String name) {
            this.name = name;
        }

        @Override
        public void write(int value) throws IOException {
            throw new IOException(name + " is closed, or not open for writing");
        }
    }
}
