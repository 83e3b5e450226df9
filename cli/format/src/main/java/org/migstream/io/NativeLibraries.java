// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/**
 * Finds the native code of libraries that the build puts next to the jar, in the directory {@code native}. Without these files,
 * a library writes its native code to the temporary directory and loads it from there, which fails if this directory is
 * full, not writable or mounted noexec.
 */
public final class NativeLibraries {
    /** The directory next to the jar. It has the paths that the files have in the jars. */
    private static final String DIRECTORY = "native";

    private NativeLibraries() {}

    /**
     * Returns a file of native code.
     *
     * @param resource the path of the file in the jar, without a leading slash
     * @return empty if the file was not installed, for example for another processor
     */
    public static Optional<Path> find(String resource) {
        return ownJar().map(jar -> jar.resolveSibling(DIRECTORY).resolve(resource))
                .filter(Files::isRegularFile);
    }

    /** Returns the jar, or the folder of classes, that this class was loaded from. */
    private static Optional<Path> ownJar() {
        CodeSource source = NativeLibraries.class.getProtectionDomain().getCodeSource();
        try {
            return source == null
                    ? Optional.empty()
                    : Optional.of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }
}
