// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.migstream.io.OutputFile;

/**
 * The destination of a report: a file, or standard output if the name is {@code -}. A file gets its name when the
 * report is complete, so that an incomplete report is never visible.
 */
final class ReportFile {
    /** The name of standard output on the command line. A file called {@code -} can be given as {@code ./-}. */
    static final Path STANDARD_OUTPUT = Path.of("-");

    private final Path path;
    private final Invocation invocation;

    ReportFile(Path path, Invocation invocation) {
        this.path = path;
        this.invocation = invocation;
    }

    /** Writes the content of a report. */
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
