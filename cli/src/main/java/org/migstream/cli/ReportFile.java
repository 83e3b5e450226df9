// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.migstream.io.OutputFile;

/** A report that is there whole or not at all: it gets its name when it is complete. */
final class ReportFile {
    private final Path path;

    ReportFile(Path path) {
        this.path = path;
    }

    /** What goes into it. */
    @FunctionalInterface
    interface Content {
        void render(OutputStream out) throws IOException;
    }

    void write(Content content) throws IOException {
        try (OutputFile file = OutputFile.create(path)) {
            OutputStream out = new BufferedOutputStream(file.stream());
            content.render(out);
            out.flush();
            file.commit();
        }
    }
}
