// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

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
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            // A pipe or a terminal, which no file may take the place of.
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
                content.render(out);
            }
            return;
        }
        long process = ProcessHandle.current().pid();
        Path unfinished = path.resolveSibling("." + path.getFileName() + "." + process + ".part");
        // Of a process that was interrupted nothing may stay.
        unfinished.toFile().deleteOnExit();
        try {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                content.render(out);
            }
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
