// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.convert.ConvertRequest.RamFormat;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.inspect.InspectionResult;
import org.migstream.stream.Captures;
import org.migstream.stream.Configuration;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.StreamBuilder;

/** Converts streams of sources that leave out shared memory (x-ignore-shared) to mapped-ram files and back. */
class SharedMemoryConversionTest {
    private static final String MAPPED = "modes/q11.1.3-mapped-ignore-shared.qevm";
    private static final int PAGE = 4096;

    @TempDir
    private Path directory;

    private byte[] convert(RamFormat format, byte[] stream) throws IOException {
        return TestConversions.convertFile(directory, TestConversions.ram(format), stream);
    }

    /** The layout is that of QEMU: converting QEMU's file gives the same bytes. */
    @Test
    void mappedFile_isWrittenAsQemuWritesIt() throws IOException {
        byte[] file = Captures.bytes(MAPPED);
        assertArrayEquals(file, convert(RamFormat.MAPPED, file));
    }

    @Test
    void mappedFile_becomesRecordsAndAFileAgain() throws IOException {
        byte[] file = Captures.bytes(MAPPED);
        byte[] records = convert(RamFormat.RECORDS, file);
        assertEquals(List.of("mem"), leftOut(records));
        byte[] again = convert(RamFormat.MAPPED, records);
        assertEquals(List.of("mem"), leftOut(again));
        assertArrayEquals(image(file, "pc.bios"), image(again, "pc.bios"));
    }

    @Test
    void records_becomeAMappedFile() throws IOException {
        byte[] records = Captures.bytes("modes/q11.1.3-ignore-shared.qevm");
        byte[] mapped = convert(RamFormat.MAPPED, records);
        assertEquals(List.of("mem"), leftOut(mapped));
        assertArrayEquals(image(records, "pc.bios"), image(mapped, "pc.bios"));
    }

    /** A pipe shows only at its end which blocks are left out. */
    @Test
    void sharedBlocksAroundOthers_areLeftOut() throws IOException {
        byte[] content = new byte[PAGE];
        Arrays.fill(content, (byte) 7);
        byte[] records = new StreamBuilder()
                .header()
                .configuration("pc-q35-11.0", new Configuration.Capabilities(List.of("x-ignore-shared")))
                .start(1, "ram")
                .ramSize(6 * PAGE)
                .put(at -> block(at, "first", PAGE))
                .put(at -> block(at, "pc.ram", 2 * PAGE))
                .put(at -> block(at, "second", PAGE))
                .put(at -> block(at, "third", PAGE))
                .put(at -> block(at, "rom", PAGE))
                .ramFlag(Flag.EOS)
                .footer()
                .continued(Kind.END, 1)
                .ramPage(Encoding.NORMAL, false, PAGE, content)
                .put(at -> new RamPage(at, Encoding.ZERO, false, "rom", 0, 1), (byte) 0)
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream()
                .bytes();
        byte[] mapped = convert(RamFormat.MAPPED, records);
        assertEquals(List.of("first", "second", "third"), leftOut(mapped));
        byte[] image = image(mapped, "pc.ram");
        assertArrayEquals(content, Arrays.copyOfRange(image, PAGE, 2 * PAGE));
        assertArrayEquals(new byte[PAGE], image(mapped, "rom"));
    }

    private static RamBlock block(long at, String name, long length) {
        return new RamBlock(at, name, length, OptionalLong.empty(), OptionalLong.of(0), null);
    }

    private byte[] image(byte[] stream, String block) throws IOException {
        return TestConversions.extractFromFile(directory, Part.RAM, block, stream);
    }

    private static List<String> leftOut(byte[] stream) throws IOException {
        InspectionResult result = InspectionResult.of(InspectionResult.PLAIN, stream);
        List<String> names = new ArrayList<>();
        List<?> blocks =
                (List<?>) InspectionResult.object(result.json().get("ram")).get("blocks");
        for (Object block : blocks) {
            if (InspectionResult.object(block).containsKey("leftOut")) {
                names.add((String) InspectionResult.object(block).get("name"));
            }
        }
        return names;
    }
}
