// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Recordings of real QEMU migrations in {@code samples/streams}. */
public final class Captures {
    private static final Path STREAMS = Path.of("samples/streams");
    private static final String SUFFIX = ".zst";

    private Captures() {}

    /** Returns all names, such as {@code lab/q35-mixed.qevm}. */
    public static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(STREAMS)) {
            return files
                    .map(file -> STREAMS.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Returns the decompressed recording. */
    public static byte[] bytes(String name) throws IOException {
        Path file = STREAMS.resolve(name + SUFFIX);
        try (InputStream in = new ZstdInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return in.readAllBytes();
        }
    }

    /**
     * Returns the file with the results of an independent reader. Such a file exists for a main stream, but not for its
     * channels.
     */
    public static Path expected(String name) {
        Path capture = STREAMS.resolve(name);
        Path folder = capture.resolveSibling("expected");
        Path file = folder.resolve(capture.getFileName() + ".json");
        return Files.exists(file)
                ? file
                : folder.resolve(capture.getFileName().toString().replace(".chan0", "") + ".json");
    }
}
