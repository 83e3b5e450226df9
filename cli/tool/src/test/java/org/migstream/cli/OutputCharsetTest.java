// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests text on streams whose charset does not have all characters. */
class OutputCharsetTest {
    private static final String TEXT = "\u00e4\u4e2d\ud83d\ude00.";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "UTF-8, \u00e4\u4e2d\ud83d\ude00.",
        "ISO-8859-1, \u00e4\\u4e2d\\ud83d\\ude00.",
        "US-ASCII, \\u00e4\\u4e2d\\ud83d\\ude00.",
    })
    void characters_thatCharsetLacks_areEscaped(Charset charset, String expected) throws IOException {
        OutputCharset output = new OutputCharset(charset);
        assertEquals(expected, output.escape(TEXT));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Writer writer = output.writer(bytes)) {
            writer.write(TEXT);
            writer.write('\u00e4');
        }
        assertEquals(expected + output.escape("\u00e4"), bytes.toString(charset));
    }

    @Test
    void names_areEscapedInResultAndMessage() throws IOException {
        Path file = folder.resolve("vm-\u4e2d.qevm");
        Files.copy(Path.of("samples/streams/q35-two-uarts.qevm"), file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal ascii = new Terminal(0, false, false, new OutputCharset(StandardCharsets.US_ASCII));
        Invocation invocation = new Invocation(InputStream.nullInputStream(), out, err, ascii, Map.of());
        Main.run(
                invocation, "inspect", file.toString(), folder.resolve("\u4e2d").toString());
        String result = out.toString(StandardCharsets.US_ASCII);
        assertTrue(result.contains("vm-\\u4e2d.qevm: "), result);
        String message = err.toString(StandardCharsets.US_ASCII);
        assertTrue(message.contains("\\u4e2d: "), message);
    }
}
