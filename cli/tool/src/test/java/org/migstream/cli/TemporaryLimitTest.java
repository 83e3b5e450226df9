// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.stream.Section;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioRecord;

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
        assertEndsWithStatus4(new ByteArrayInputStream(bytes), command, "--max-temporary", "10K", "-");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void deviceStates_exceedLimit(List<String> command) {
        List<String> args = new ArrayList<>(command);
        args.addAll(List.of("--max-temporary", "1K", "samples/streams/q35-two-uarts.qevm.zst"));
        assertEndsWithStatus4(InputStream.nullInputStream(), args.toArray(String[]::new));
    }

    /** Otherwise the state would not be decoded, and the rest of the report would look as usual. */
    @ParameterizedTest
    @ValueSource(strings = {"inspect", "check"})
    void dataOfDevice_exceedLimit(String command) throws IOException {
        String idstr = "0000:00:01.0/vfio";
        StreamBuilder stream = new StreamBuilder().header().configuration();
        stream.vfioSetup(1, idstr).continued(Section.Kind.END, 1);
        for (int record = 0; record < 16; record++) {
            stream.vfioData(new byte[1 << 16]);
        }
        byte[] bytes = stream.vfioTag(VfioRecord.Tag.END_OF_STATE)
                .footer()
                .endOfStream()
                .vmdesc("{\"page_size\": 4096, \"devices\": []}")
                .bytes();
        assertEndsWithStatus4(new ByteArrayInputStream(bytes), command, "--max-temporary", "100K", "-");
    }

    static List<List<String>> commands() {
        return List.of(
                List.of("inspect", "--fields"),
                List.of("check"),
                List.of("diff", "samples/streams/q35-two-uarts.qevm"),
                List.of("convert", "--drop", "dma", "-o", "-"));
    }

    private static void assertEndsWithStatus4(InputStream in, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(in, OutputStream.nullOutputStream(), err, args);
        String text = err.toString(StandardCharsets.UTF_8);
        assertEquals(4, status, text);
        assertTrue(text.strip().endsWith("allow more with --max-temporary"), text);
        assertEquals(1, text.lines().count(), text);
    }
}
