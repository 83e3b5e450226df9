// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides whether the files of a plugin for all users can be trusted: they belong to root or to the user who runs migstream,
 * and only their owner can change them. Otherwise another user could run code as root.
 */
final class FileTrust {
    private static final int ROOT = 0;

    /** S_IWGRP and S_IWOTH of {@code stat}. */
    private static final int WRITABLE_FOR_OTHERS = 0022;

    /** S_ISVTX of {@code stat}. */
    private static final int STICKY = 01000;

    /** Belongs to the user who runs migstream. */
    private static final Path OWN_PROCESS = Path.of("/proc/self");

    private FileTrust() {}

    /**
     * Returns why the files of a plugin cannot be trusted.
     *
     * @param directory the directory in which the plugin is
     * @param plugin a jar, or a folder of which all files count
     * @return continues the sentence "the plugin ..."; empty if the files can be trusted
     */
    static Optional<String> problem(Path directory, Path plugin) throws IOException {
        Optional<String> problem = problemOf(directory);
        if (problem.isPresent()) {
            return problem;
        }
        // A user who can change a directory above a file can exchange the file.
        Path real = plugin.toRealPath();
        for (Path above = real.getParent(); above != null; above = above.getParent()) {
            problem = problemOfDirectoryAbove(above);
            if (problem.isPresent()) {
                return problem;
            }
        }
        try (Stream<Path> files = Files.walk(real)) {
            for (Iterator<Path> rest = files.iterator(); rest.hasNext(); ) {
                Path file = rest.next();
                problem = Files.isSymbolicLink(file)
                        ? Optional.of("has a link, which can lead to any file: " + file)
                        : problemOf(file);
                if (problem.isPresent()) {
                    return problem;
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return Optional.empty();
    }

    private static Optional<String> problemOf(Path file) throws IOException {
        return problemOf(file, WRITABLE_FOR_OTHERS);
    }

    /** In a directory such as /tmp, which all can write to, the sticky bit protects the files of others. */
    private static Optional<String> problemOfDirectoryAbove(Path directory) throws IOException {
        boolean isSticky = ((Integer) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
        return problemOf(directory, isSticky ? 0 : WRITABLE_FOR_OTHERS);
    }

    private static Optional<String> problemOf(Path file, int forbiddenMode) throws IOException {
        // A link counts as the file that it leads to.
        Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode");
        Integer owner = (Integer) attributes.get("uid");
        Integer mode = (Integer) attributes.get("mode");
        if (owner == null || mode == null) {
            return Optional.of("has a file whose owner is not known: " + file);
        }
        if (owner != ROOT && !owner.equals(ownUser())) {
            return Optional.of("has a file that belongs neither to root nor to you: " + file);
        }
        if ((mode & forbiddenMode) != 0) {
            return Optional.of("has a file that other users can change: run chmod go-w " + file);
        }
        return Optional.empty();
    }

    /** Returns whether root runs migstream. */
    static boolean isRoot() {
        return ownUser() == ROOT;
    }

    /** Returns the id of the user who runs migstream, root's if it is not known: then only root's files are trusted. */
    private static Integer ownUser() {
        try {
            Object uid = Files.getAttribute(OWN_PROCESS, "unix:uid");
            return uid instanceof Integer id ? id : Integer.valueOf(ROOT);
        } catch (IOException | UnsupportedOperationException e) {
            return ROOT;
        }
    }
}
