// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.migstream.io.OutputException;
import org.migstream.io.OutputFile;

/**
 * The destination of a report: a file, or a {@link StandardOutput}. A file gets its name when the report is complete, so
 * that an incomplete report is never visible.
 */
final class ReportFile {
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

    /**
     * Fails if the report cannot be written, as far as this can be known now.
     *
     * @throws OutputException if the file cannot be created
     */
    void requireCreatable() throws IOException {
        if (isFile()) {
            OutputFile.requireCreatable(path);
        }
    }

    /** Returns whether the report goes to a file, which a later report replaces. */
    boolean isFile() {
        return StandardOutput.find(path, invocation).isEmpty();
    }

    void write(ReportWriter content) throws IOException {
        Optional<StandardOutput> standard = StandardOutput.find(path, invocation);
        if (standard.isPresent()) {
            OutputStream out = new BufferedOutputStream(standard.get().stream());
            content.write(out);
            out.flush();
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
