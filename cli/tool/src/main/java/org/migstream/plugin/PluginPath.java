// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where plugins are that do not come with migstream: where the user says so, and in the user's own directory; never in the
 * current directory just because it is the current one.
 *
 * @param explicitPaths jars and directories that were asked for, and so have to exist
 * @param userDirectory the user's directory, which need not exist; empty if nobody knows where it would be
 */
public record PluginPath(List<String> explicitPaths, Optional<Path> userDirectory) {
    /** Nowhere. */
    public static final PluginPath EMPTY = new PluginPath(List.of(), Optional.empty());

    /** The environment variable with more places, separated as in {@code PATH}. */
    public static final String VARIABLE = "MIGSTREAM_PLUGINS";

    /** A copy that nobody can change. */
    public PluginPath {
        explicitPaths = List.copyOf(explicitPaths);
    }

    /**
     * What the command line and the environment say.
     *
     * @param options each one place or several, separated as in {@code PATH}
     * @param environment {@value #VARIABLE}, {@code XDG_DATA_HOME} and {@code HOME} count
     */
    public static PluginPath of(List<String> options, Map<String, String> environment) {
        List<String> named = new ArrayList<>();
        options.forEach(option -> split(option, named));
        split(environment.getOrDefault(VARIABLE, ""), named);
        return new PluginPath(named, dataHome(environment).map(home -> home.resolve("migstream/plugins")));
    }

    private static void split(String places, List<String> into) {
        for (String place : places.split(File.pathSeparator)) {
            // An empty one means the current directory in PATH, and many an accident.
            if (!place.isEmpty()) {
                into.add(place);
            }
        }
    }

    /** As the XDG Base Directory Specification has it: a relative path there is invalid. */
    private static Optional<Path> dataHome(Map<String, String> environment) {
        return absolutePath(environment.get("XDG_DATA_HOME"))
                .or(() -> absolutePath(environment.get("HOME")).map(home -> home.resolve(".local/share")));
    }

    private static Optional<Path> absolutePath(String path) {
        if (path == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(path)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            // A name that the locale cannot express is a name of nothing.
            return Optional.empty();
        }
    }
}
