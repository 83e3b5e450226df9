// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectionResult;
import org.migstream.inspect.StreamInspector;
import org.migstream.report.TextColumn;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Tests the marks of the fields of states with findings. */
class StateFieldsTextTest {
    private static final Path CASES = Path.of("samples/vendor-cases");

    @ParameterizedTest
    @CsvSource({
        "mtty/fifo-range-a.bin, '  ? 0x30     ports[0].head                16  <-- FIELD_RANGE', complete",
        "mtty/nrports-a.bin, '  ! 0x10     nr_ports                     0  <-- BAD_NR_PORTS', 'DAMAGED STATE: 1 error'",
    })
    void fieldWithFinding_isMarked(String file, String line, String verdict) throws IOException {
        String text = text(Files.readAllBytes(CASES.resolve(file)));
        assertTrue(text.lines().anyMatch(line::equals), text);
        assertTrue(text.contains(": " + verdict), text);
    }

    /** Each error and each warning with an offset has a mark, also beyond the maximum number of listed fields. */
    @ParameterizedTest
    @CsvSource({"qat", "virtio", "mlx5", "xe", "hisi_acc", "mtty"})
    void everyFindingWithOffset_hasMark(String vendor) throws IOException {
        int marked = 0;
        try (var files = Files.list(CASES.resolve(vendor))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".bin")).toList()) {
                byte[] state = Files.readAllBytes(file);
                try (Input input = Input.ofPipe("-", new ByteArrayInputStream(state), OutputLimit.NONE);
                        StreamReport report = StreamInspector.inspect(input, List.of(), InspectionResult.PLAIN)) {
                    if (report.devices().isEmpty()) {
                        continue;
                    }
                    String text = text(state);
                    for (Finding finding : report.devices().get(0).state().findings()) {
                        if (finding.severity() != Severity.INFO
                                && finding.offset().isPresent()) {
                            String mark = "  " + Standing.of(finding.severity()).mark() + " ";
                            assertTrue(
                                    text.lines()
                                            .anyMatch(line -> line.contains(finding.code())
                                                    && line.contains("  <-- ")
                                                    && (line.startsWith(mark) || line.startsWith("  ! "))),
                                    () -> file + ": " + finding + "\n" + text);
                            marked++;
                        }
                    }
                }
            }
        }
        assertTrue(marked > 0);
    }

    /** The values of nested names are aligned with the others. */
    @ParameterizedTest
    @CsvSource({"qat/valid-a.bin", "mtty/valid-2port-a.bin"})
    void values_areAligned(String file) throws IOException {
        List<String> lines = text(Files.readAllBytes(CASES.resolve(file)))
                .lines()
                .filter(line -> line.startsWith("    0x"))
                .toList();
        long columns = lines.stream()
                .filter(line -> TextColumn.width(line.substring(13).split(" ")[0]) <= 44)
                .map(line -> {
                    String rest = line.substring(13);
                    int space = rest.indexOf(' ');
                    return 13
                            + space
                            + rest.substring(space).length()
                            - rest.substring(space).stripLeading().length();
                })
                .distinct()
                .count();
        assertEquals(1, columns, String.join("\n", lines));
    }

    private static String text(byte[] state) throws IOException {
        try (Input input = Input.ofPipe("-", new ByteArrayInputStream(state), OutputLimit.NONE);
                StreamReport report = StreamInspector.inspect(input, List.of(), InspectionResult.PLAIN)) {
            StringWriter text = new StringWriter();
            new InspectText(text, false, 0).render(report);
            return text.toString();
        }
    }
}
