// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectionResult;
import org.migstream.io.CommittableOutput;
import org.migstream.io.OutputFile;
import org.migstream.io.ZeroingInputStream;
import org.migstream.stream.Captures;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;

/** Tests that only {@code --redact} may clear data. */
class VerifiedOutputTest {
    private static final String MAPPED = "q35-mapped-ram.qevm";

    @TempDir
    private Path directory;

    /** Writes a mapped-ram file whose slots get lost, as by a defect. */
    private void writeWithoutSlots(boolean isRedacted) throws IOException {
        Transform clearing = out -> new TransformingSink(out) {
            @Override
            void transform(Element element, InputStream body) throws IOException {
                boolean isSlots =
                        element instanceof MappedRamRegion region && region.part() == MappedRamRegion.Part.PAGES;
                out().accept(element, isSlots ? new ZeroingInputStream(body) : body);
            }
        };
        Path from = Files.write(directory.resolve("from"), Captures.bytes(MAPPED));
        try (Input input = Input.open(from, OutputLimit.NONE);
                CommittableOutput output = OutputFile.create(directory.resolve("to"))) {
            new VerifiedOutput(new PipelineSource(input, false), clearing, isRedacted, List::of, output)
                    .writeRecords(Compression.NONE, new byte[0]);
        }
    }

    @Test
    void lostSlots_areAFaultOfTheResult() throws IOException {
        ConversionException e = assertThrows(ConversionException.class, () -> writeWithoutSlots(false));
        assertTrue(e.getMessage().contains("[ram.mapped-empty]"), e.getMessage());
        assertTrue(Files.notExists(directory.resolve("to")));
        writeWithoutSlots(true);
        assertTrue(Files.exists(directory.resolve("to")));
    }

    /** What was cleared before the conversion is not a fault of the conversion. */
    @Test
    void redactedStream_isConverted() throws IOException {
        byte[] redacted = TestConversions.convertPipe(TestConversions.redact(), Captures.bytes(MAPPED));
        List<String> codes =
                InspectionResult.of(InspectionResult.PLAIN, redacted).codes();
        assertTrue(codes.contains("ram.mapped-empty"), codes::toString);
        ConvertRequest request = TestConversions.machine("pc-q35-10.0");
        byte[] converted = TestConversions.convertPipe(request, redacted);
        assertEquals(
                codes, InspectionResult.of(InspectionResult.PLAIN, converted).codes());
        assertTrue(TestConversions.convertFile(directory, request, redacted).length > 0);
    }
}
