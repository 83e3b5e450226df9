// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The places of plugins that do not come with migstream: those that the user names, the user's own directory, and
 * directories for all users. The current directory is searched only if the user names it.
 *
 * @param explicitPaths jars and directories that the user named; each has to exist
 * @param userDirectory the user's directory, which need not exist; empty if the environment does not determine it
 * @param systemDirectories the directories for all users, which need not exist
 */
public record PluginPath(List<String> explicitPaths, Optional<Path> userDirectory, List<Path> systemDirectories) {
    /** The empty path. */
    public static final PluginPath EMPTY = new PluginPath(List.of(), Optional.empty(), List.of());

    /** The system property with the directories for all users, separated as in {@code PATH}; the launcher sets it. */
    public static final String SYSTEM_PROPERTY = "migstream.plugins";

    /** The environment variable with more places, separated as in {@code PATH}. */
    public static final String VARIABLE = "MIGSTREAM_PLUGINS";

    /** Copies the lists. */
    public PluginPath {
        explicitPaths = List.copyOf(explicitPaths);
        systemDirectories = List.copyOf(systemDirectories);
    }

    /**
     * Returns the path from the command line and the environment.
     *
     * @param options each contains one place or several, separated as in {@code PATH}
     * @param environment the environment; {@value #VARIABLE}, {@code XDG_DATA_HOME} and {@code HOME} are used
     */
    public static PluginPath of(List<String> options, Map<String, String> environment) {
        List<String> lists = new ArrayList<>(options);
        lists.add(environment.getOrDefault(VARIABLE, ""));
        List<String> places = new ArrayList<>();
        for (String list : lists) {
            places.addAll(split(list));
        }
        return new PluginPath(places, dataHome(environment).map(home -> home.resolve("migstream/plugins")), List.of());
    }

    /**
     * Returns this path with directories for all users.
     *
     * @param directories the value of {@value #SYSTEM_PROPERTY}
     */
    public PluginPath withSystemDirectories(String directories) {
        return new PluginPath(
                explicitPaths,
                userDirectory,
                split(directories).stream().map(Path::of).toList());
    }

    /** Splits a list. In PATH, an empty place means the current directory, often by accident; here it is ignored. */
    private static List<String> split(String list) {
        List<String> places = new ArrayList<>();
        for (StringTokenizer tokens = new StringTokenizer(list, File.pathSeparator); tokens.hasMoreTokens(); ) {
            places.add(tokens.nextToken());
        }
        return places;
    }

    /** The data directory of the XDG Base Directory Specification, which ignores relative paths. */
    private static Optional<Path> dataHome(Map<String, String> environment) {
        return absolutePath(environment.get("XDG_DATA_HOME"))
                .or(() -> absolutePath(environment.get("HOME")).map(home -> home.resolve(".local/share")));
    }

    private static Optional<Path> absolutePath(@Nullable String path) {
        if (path == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(path)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            // Java cannot open a file whose name the locale cannot express.
            return Optional.empty();
        }
    }
}
