// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PluginPathTest {
    private static final String SEPARATOR = File.pathSeparator;

    @Test
    void options_comeBeforeEnvironment() {
        PluginPath path = PluginPath.of(
                List.of("a.jar", "b" + SEPARATOR + "c"), Map.of(PluginPath.VARIABLE, "/d" + SEPARATOR + "/e"));
        assertEquals(List.of("a.jar", "b", "c", "/d", "/e"), path.explicitPaths());
    }

    @Test
    void emptyEntry_isIgnored() {
        String empty = SEPARATOR + SEPARATOR;
        assertEquals(
                List.of("x"),
                PluginPath.of(List.of("", empty), Map.of(PluginPath.VARIABLE, SEPARATOR + "x" + empty))
                        .explicitPaths());
    }

    @Test
    void userDirectory_followsXdg() {
        assertEquals(
                userDirectory("/data/migstream/plugins"),
                userDirectoryFrom(Map.of("XDG_DATA_HOME", "/data", "HOME", "/home/me")));
        assertEquals(
                userDirectory("/home/me/.local/share/migstream/plugins"),
                userDirectoryFrom(Map.of("HOME", "/home/me")));
        assertEquals(
                userDirectory("/home/me/.local/share/migstream/plugins"),
                userDirectoryFrom(Map.of("XDG_DATA_HOME", "", "HOME", "/home/me")));
        assertEquals(Optional.empty(), userDirectoryFrom(Map.of("XDG_DATA_HOME", "data")));
        assertEquals(Optional.empty(), userDirectoryFrom(Map.of("HOME", "/home/\0")));
        assertEquals(Optional.empty(), userDirectoryFrom(Map.of()));
    }

    private static Optional<Path> userDirectory(String path) {
        return Optional.of(Path.of(path));
    }

    private static Optional<Path> userDirectoryFrom(Map<String, String> environment) {
        return PluginPath.of(List.of(), environment).userDirectory();
    }
}
