// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.stream.VfioRecord.Tag;

/** Compiles and runs the example of the package documentation. */
class LibraryExampleTest {
    private static final Path SOURCES = Path.of("cli/format/src");
    private static final String PACKAGE = "java/org/migstream/stream";

    @Test
    void example_printsSectionsAndDataBytes(@TempDir Path folder) throws IOException {
        Path file = Files.write(
                folder.resolve("stream"),
                new StreamBuilder()
                        .header()
                        .vfioSetup(7, "0000:00:01.0/vfio")
                        .continued(Section.Kind.END, 7)
                        .vfioData(new byte[1000])
                        .vfioData(new byte[24])
                        .vfioTag(Tag.END_OF_STATE)
                        .footer()
                        .endOfStream()
                        .bytes());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LibraryExample.printSections(file, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertEquals(
                List.of("START 0000:00:01.0/vfio", "END 0000:00:01.0/vfio", "0000:00:01.0/vfio: 1024 bytes"),
                out.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void packageDocumentation_hasTheSameText() throws IOException {
        String example =
                Files.readString(SOURCES.resolve("test").resolve(PACKAGE).resolve("LibraryExample.java"));
        String code = example.substring(
                        example.indexOf("// example:start\n") + "// example:start\n".length(),
                        example.indexOf("// example:end"))
                .stripTrailing()
                .stripIndent();
        String documentation = Files.readString(
                        SOURCES.resolve("main").resolve(PACKAGE).resolve("package-info.java"))
                .replaceAll("(?m)^ \\* ?", "");
        assertTrue(documentation.contains("<pre>{@code\n" + code + "\n}</pre>"), code);
    }
}
