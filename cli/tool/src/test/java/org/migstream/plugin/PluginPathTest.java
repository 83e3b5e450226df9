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
    void optionsComeBeforeTheEnvironment() {
        PluginPath path = PluginPath.of(
                List.of("a.jar", "b" + SEPARATOR + "c"), Map.of(PluginPath.VARIABLE, "/d" + SEPARATOR + "/e"));
        assertEquals(List.of("a.jar", "b", "c", "/d", "/e"), path.named());
    }

    @Test
    void anEmptyPlaceIsNotTheCurrentDirectory() {
        String empty = SEPARATOR + SEPARATOR;
        assertEquals(
                List.of("x"),
                PluginPath.of(List.of("", empty), Map.of(PluginPath.VARIABLE, SEPARATOR + "x" + empty))
                        .named());
    }

    @Test
    void theUsersOwnDirectoryIsWhereXdgSays() {
        assertEquals(own("/data/migstream/plugins"), ownOf(Map.of("XDG_DATA_HOME", "/data", "HOME", "/home/me")));
        assertEquals(own("/home/me/.local/share/migstream/plugins"), ownOf(Map.of("HOME", "/home/me")));
        assertEquals(
                own("/home/me/.local/share/migstream/plugins"), ownOf(Map.of("XDG_DATA_HOME", "", "HOME", "/home/me")));
        assertEquals(Optional.empty(), ownOf(Map.of("XDG_DATA_HOME", "data")));
        assertEquals(Optional.empty(), ownOf(Map.of("HOME", "/home/\0")));
        assertEquals(Optional.empty(), ownOf(Map.of()));
    }

    private static Optional<Path> own(String path) {
        return Optional.of(Path.of(path));
    }

    private static Optional<Path> ownOf(Map<String, String> environment) {
        return PluginPath.of(List.of(), environment).own();
    }
}
