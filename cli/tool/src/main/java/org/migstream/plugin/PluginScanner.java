// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * <p>What lies in two places of the path is found once; hidden files are none.
 */
final class PluginScanner {
    private static final String JAR = ".jar";

    /** By their real places, in the order in which they were found. */
    private final Map<Path, PluginFiles> found = new LinkedHashMap<>();

    private final List<RefusedPlugin> refused = new ArrayList<>();

    /** Looks everywhere. */
    PluginScanner(PluginPath path) {
        path.explicitPaths().forEach(this::scanExplicit);
        path.userDirectory().filter(Files::exists).ifPresent(own -> scan(own.toString(), own));
    }

    List<PluginFiles> found() {
        return List.copyOf(found.values());
    }

    List<RefusedPlugin> refused() {
        return refused;
    }

    private void scanExplicit(String name) {
        try {
            scan(name, Path.of(name));
        } catch (InvalidPathException e) {
            refuse(name, "is no name of a file: " + e.getReason());
        }
    }

    private void scan(String name, Path place) {
        try {
            if (!Files.exists(place)) {
                refuse(name, "does not exist");
            } else if (!Files.isDirectory(place)) {
                add(place, List.of(place));
            } else if (isPluginFolder(place)) {
                addFolder(place);
            } else {
                for (Path inside : list(place)) {
                    if (Files.isDirectory(inside)) {
                        addFolder(inside);
                    } else if (isJar(inside)) {
                        add(inside, List.of(inside));
                    }
                }
            }
        } catch (IOException e) {
            refuse(name, "cannot be read: " + e);
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
        refused.add(new RefusedPlugin(origin, SingleLineText.of(reason)));
    }

    private static boolean isPluginFolder(Path folder) {
        return Files.isDirectory(folder.resolve("META-INF"));
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(JAR) && Files.isRegularFile(file);
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
