// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The inputs beside the README in the folder {@code inspect} of the test resources. */
public final class InspectCases {
    private static final String SUFFIX = ".zst";

    private InspectCases() {}

    /** Returns the decompressed bytes. */
    public static byte[] bytes(String name) throws IOException {
        try (InputStream in = new ZstdInputStream(Objects.requireNonNull(
                InspectCases.class.getResourceAsStream("/org/migstream/inspect/" + name + SUFFIX)))) {
            return in.readAllBytes();
        }
    }

    /** Writes the decompressed bytes to a file of the same name in a folder. */
    public static Path file(String name, Path folder) throws IOException {
        return Files.write(folder.resolve(name), bytes(name));
    }
}
