// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.Input;
import org.migstream.container.MappedRamStreams;
import org.migstream.container.OutputLimit;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.inspect.InspectionResult;
import org.migstream.io.ByteSource;
import org.migstream.io.CommittableOutput;
import org.migstream.io.OutputFile;
import org.migstream.stream.Captures;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.SectionSizes;

/** QEMU reads the pages of a mapped-ram file at the file offsets in the headers, so a copy must have the right ones. */
class MappedRamOffsetTest {
    private static final String CAPTURE = "q35-mapped-ram.qevm";

    @TempDir
    private Path directory;

    /** Checks that all regions are at the offsets that their headers give. */
    private static void assertOffsetsFromStart(byte[] stream) throws IOException {
        MigrationReader reader = MigrationReader.of(ByteSource.of(new ByteArrayInputStream(stream)), SectionSizes.NONE);
        MappedRamRegion.Header header = null;
        int blocks = 0;
        for (Element element; (element = reader.next()) != null; ) {
            if (element instanceof RamBlock block) {
                header = block.mappedRamHeader();
                assertEquals(block.end(), header.bitmapOffset());
                assertEquals(0, header.pagesOffset() % (1 << 20));
                blocks++;
            } else if (element instanceof MappedRamRegion region && region.part() == MappedRamRegion.Part.PAGES) {
                assertEquals(header.pagesOffset(), region.offset());
            }
        }
        assertTrue(blocks > 1);
    }

    private byte[] image(byte[] stream) throws IOException {
        return TestConversions.extractFromFile(directory, Part.RAM, "pc.bios", stream);
    }

    @Test
    void exactCopy_isNotChanged() throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        assertArrayEquals(stream, TestConversions.convertPipe(ConvertRequest.COPY, stream));
    }

    /** A shorter or longer name of the machine type moves all that follows. */
    @ParameterizedTest
    @ValueSource(strings = {"pc-q35-9.0", "pc-q35-10.0", "pc-q35-10.000"})
    void otherMachineType_movesTheOffsets(String machine) throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        byte[] changed = TestConversions.convertPipe(TestConversions.machine(machine), stream);
        assertOffsetsFromStart(changed);
        assertArrayEquals(image(stream), image(changed));
    }

    /** A stream that QEMU wrote with {@code migrate file:FILE,offset=N}: its offsets are from the start of that file. */
    @Test
    void streamAtAnOffset_getsTheOffsetsOfItsOwnFile() throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        int offset = 0x3000;
        byte[] bytes = MappedRamStreams.moveOffsets(stream, offset);
        ByteBuffer file = ByteBuffer.allocate(offset + bytes.length);
        Path path = Files.write(
                directory.resolve("file"), file.position(offset).put(bytes).array());
        assertEquals(List.of(), codes("file:" + path + ",offset=" + offset));
        Path moved = Files.write(directory.resolve("moved"), bytes);
        assertEquals(List.of("ram.mapped-base"), codes(moved.toString()));
        assertEquals(
                List.of("stream.scanned"),
                InspectionResult.of(InspectionResult.PLAIN, bytes).codes());
        Path result = directory.resolve("result");
        try (Input input = Input.open("file:" + path + ",offset=" + offset, OutputLimit.NONE);
                CommittableOutput output = OutputFile.create(result)) {
            Converter.convert(input, List.of(), ConvertRequest.COPY, output);
        }
        byte[] copy = Files.readAllBytes(result);
        assertOffsetsFromStart(copy);
        assertArrayEquals(image(stream), image(copy));
        assertEquals(List.of(), codes(result.toString()));
    }

    private static List<String> codes(String name) throws IOException {
        return InspectionResult.of(InspectionResult.PLAIN, Input.open(name, OutputLimit.NONE), List.of())
                .codes();
    }
}
