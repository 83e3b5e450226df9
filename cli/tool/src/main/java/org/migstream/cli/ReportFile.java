// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.migstream.io.OutputFile;

/**
 * A report that is there whole or not at all: it gets its name when it is complete. One that is called {@code -} goes to
 * standard output, which {@link OutputConflicts} keeps free of anything else.
 */
final class ReportFile {
    /** How a user calls standard output; a file of that name is {@code ./-}. */
    static final Path STANDARD_OUTPUT = Path.of("-");

    private final Path path;
    private final Invocation invocation;

    ReportFile(Path path, Invocation invocation) {
        this.path = path;
        this.invocation = invocation;
    }

    /** What goes into it. */
    @FunctionalInterface
    interface ReportWriter {
        void write(OutputStream out) throws IOException;
    }

    void write(ReportWriter content) throws IOException {
        if (path.equals(STANDARD_OUTPUT)) {
            content.write(invocation.stdout());
            invocation.stdout().flush();
            return;
        }
        try (OutputFile file = OutputFile.create(path)) {
            OutputStream out = new BufferedOutputStream(file.stream());
            content.write(out);
            out.flush();
            file.commit();
        }
    }
}
