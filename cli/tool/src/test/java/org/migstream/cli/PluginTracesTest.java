// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests the traces of {@code --debug}. */
class PluginTracesTest {
    @Test
    void lastTrace_isFollowedByANote() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(0, false, false, OutputCharset.UTF_8);
        PluginTraces traces = new PluginTraces(new Invocation(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), err, terminal, Map.of()));
        for (int i = 0; i < 30; i++) {
            traces.pluginFailed("acme", new IllegalStateException());
        }
        String text = err.toString(StandardCharsets.UTF_8);
        assertEquals(
                20, text.lines().filter(line -> line.contains("acme threw")).count(), text);
        assertEquals(
                1,
                text.lines()
                        .filter(line -> line.contains("more exceptions of plugins are not shown"))
                        .count(),
                text);
    }
}
