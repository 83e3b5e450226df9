// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.stream.StreamBuilder;

/** A command that needs more temporary files than allowed ends with one line and status 4. */
@Isolated("the limit is that of the whole process")
class TemporaryLimitTest {
    @ParameterizedTest
    @ValueSource(strings = {"inspect", "check"})
    void manySections_exceedLimit(String command) throws IOException {
        StreamBuilder stream = new StreamBuilder().header().configuration();
        for (int section = 0; section < 1000; section++) {
            stream.full(section, "section" + section).opaqueBytes(new byte[8]).footer();
        }
        byte[] bytes = stream.endOfStream()
                .vmdesc("{\"page_size\": 4096, \"devices\": []}")
                .bytes();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new ByteArrayInputStream(bytes),
                OutputStream.nullOutputStream(),
                err,
                command,
                "--max-temporary",
                "10K",
                "-");
        String text = err.toString(StandardCharsets.UTF_8);
        assertEquals(4, status, text);
        assertTrue(text.strip().endsWith("allow more with --max-temporary"), text);
        assertEquals(1, text.lines().count(), text);
    }
}
