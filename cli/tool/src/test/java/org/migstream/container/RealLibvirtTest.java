// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;

/** Tests that the save images of an installed libvirt are read, in all formats. libvirt runs without privileges. */
@Tag("programs")
class RealLibvirtTest {
    private static final Path SCRIPT = Path.of("cli/tool/src/test/resources/libvirt/save.bash");
    private static final Path DOMAIN = Path.of("cli/tool/src/test/resources/libvirt/domain.xml");
    private static final List<String> FORMATS = List.of("raw", "gzip", "bzip2", "xz", "lzop");

    @TempDir
    private Path folder;

    @Test
    void saveImageOfEachFormat_isRead() throws Exception {
        save();
        List<List<String>> layers = new ArrayList<>();
        for (String format : FORMATS) {
            try (Input input = Input.open(folder.resolve("saved." + format), OutputLimit.NONE)) {
                InspectionResult read = InspectionResult.of(InspectionResult.PLAIN, input, List.of());
                assertEquals(ReadOutcome.COMPLETE, read.outcome(), read.text());
                layers.add(input.layers());
            }
        }
        assertEquals(
                FORMATS.stream()
                        .map(format -> format.equals("raw") ? List.of("libvirt") : List.of("libvirt", format))
                        .toList(),
                layers);
    }

    private void save() throws Exception {
        // The test copies the files, because a user without privileges may be unable to read the checkout.
        Path script = Files.copy(SCRIPT, folder.resolve("save.bash"));
        Path domain = Files.copy(DOMAIN, folder.resolve("domain.xml"));
        List<String> words = new ArrayList<>();
        if (Files.getOwner(folder).getName().equals("root")) {
            // The daemon of root is a different one, with other users and privileges.
            assertEquals("", run(List.of("chown", "-R", "nobody", folder.toString())));
            words.addAll(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
        }
        words.addAll(List.of("bash", script.toString(), domain.toString(), folder.toString()));
        words.addAll(FORMATS);
        assertEquals("", run(words));
    }

    private static String run(List<String> words) throws Exception {
        Process program = new ProcessBuilder(words).redirectErrorStream(true).start();
        program.getOutputStream().close();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return program.waitFor() == 0 ? output.strip() : output + "status " + program.exitValue();
    }
}
