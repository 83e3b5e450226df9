// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the files of plugins on a {@link PluginPath}.
 *
 * <pre>
 *   jar                          one plugin
 *   directory with META-INF      one plugin: its classes and the jars in it
 *   any other directory          each jar in it is a plugin, and each folder in it is one
 * </pre>
 *
 * <p>A plugin that is on the path twice is found once. Hidden files are ignored. In a directory for all users, and for root in
 * every directory that was not named, a plugin whose files other users can change is refused ({@link FileTrust}).
 */
final class PluginScanner {
    /** The plugins by their real paths, in the order in which they were found. */
    private final Map<Path, PluginFiles> found = new LinkedHashMap<>();

    private final Collection<RefusedPlugin> refused;

    private PluginScanner(Collection<RefusedPlugin> refused) {
        this.refused = refused;
    }

    /** Returns the plugins on a path; adds the places that do not exist or cannot be read to {@code refused}. */
    static List<PluginFiles> scan(PluginPath path, Collection<RefusedPlugin> refused) {
        PluginScanner scanner = new PluginScanner(refused);
        path.explicitPaths().forEach(scanner::scanExplicit);
        path.userDirectory().filter(Files::exists).ifPresent(scanner::scanOwn);
        path.systemDirectories().stream().filter(Files::isDirectory).forEach(scanner::scanSystem);
        return List.copyOf(scanner.found.values());
    }

    private void scanExplicit(String name) {
        try {
            scan(name, Path.of(name));
        } catch (InvalidPathException e) {
            refuse(name, "is not a valid file name: " + e.getReason());
        }
    }

    /** Scans the directory of a user. Root may have the HOME of another user, whose code must not run as root. */
    private void scanOwn(Path directory) {
        if (FileTrust.isRoot()) {
            scanSystem(directory);
        } else {
            scan(directory.toString(), directory);
        }
    }

    /** Scans a directory for all users. It has to be a directory of plugins, not a plugin. */
    private void scanSystem(Path directory) {
        try {
            for (Path entry : list(directory)) {
                if (!Files.isDirectory(entry) && !isJar(entry)) {
                    continue;
                }
                Optional<String> problem = trustProblem(directory, entry);
                if (problem.isPresent()) {
                    refuse(entry.toString(), problem.get());
                } else {
                    addOrRefuse(entry);
                }
            }
        } catch (IOException e) {
            refuse(directory.toString(), "cannot be read: " + e);
        }
    }

    private void scan(String name, Path place) {
        try {
            if (!Files.exists(place)) {
                refuse(name, "does not exist");
            } else if (!Files.isDirectory(place) && !Files.isRegularFile(place)) {
                // Opening a pipe would wait for a process that writes to it.
                refuse(name, "is neither a file nor a directory");
            } else if (!Files.isDirectory(place)) {
                add(place, List.of(place));
            } else if (isPluginFolder(place)) {
                addFolder(place);
            } else {
                for (Path entry : list(place)) {
                    addOrRefuse(entry);
                }
            }
        } catch (IOException e) {
            refuse(name, "cannot be read: " + e);
        }
    }

    private static Optional<String> trustProblem(Path directory, Path entry) {
        try {
            return FileTrust.problem(directory, entry);
        } catch (IOException e) {
            return Optional.of("cannot be read: " + e);
        }
    }

    /** Adds a plugin. One that cannot be read does not hide those after it. */
    private void addOrRefuse(Path entry) {
        try {
            addEntry(entry);
        } catch (IOException e) {
            refuse(entry.toString(), "cannot be read: " + e);
        }
    }

    private void addEntry(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            addFolder(entry);
        } else if (isJar(entry)) {
            add(entry, List.of(entry));
        }
    }

    private void addFolder(Path folder) throws IOException {
        List<Path> roots = new ArrayList<>();
        if (isPluginFolder(folder)) {
            roots.add(folder);
        }
        list(folder).stream().filter(PluginScanner::isJar).forEach(roots::add);
        add(folder, roots);
    }

    private void add(Path origin, List<Path> roots) throws IOException {
        found.putIfAbsent(origin.toRealPath(), new PluginFiles(origin, List.copyOf(roots)));
    }

    private void refuse(String origin, String reason) {
        refused.add(new RefusedPlugin(origin, reason));
    }

    private static boolean isPluginFolder(Path folder) {
        return Files.isDirectory(folder.resolve("META-INF"));
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(".jar") && Files.isRegularFile(file);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
