// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.report.ToolVersion;
import org.migstream.spi.VendorPlugin;

class VersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "inspect --version"})
    void version_namesCommitSpiAndJava_inOneLine(String words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();

        int status = Main.run(new ByteArrayInputStream(new byte[0]), out, err, words.split(" "));

        String line = out.toString(StandardCharsets.UTF_8);
        assertEquals(0, status);
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertTrue(
                line.matches("migstream " + ToolVersion.version().replace(".", "\\.")
                        + " \\(commit (unknown|[0-9a-f]{12}(-dirty)?), SPI " + VendorPlugin.SPI_VERSION + ", Java "
                        + Runtime.version().feature() + "[^ ]*\\)\n"),
                line);
    }

    @Test
    void version_comesFromTheBuild() {
        assertTrue(ToolVersion.version().matches("[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?"), ToolVersion.version());
    }
}
