// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectionResult;
import org.migstream.io.ByteSource;
import org.migstream.stream.Captures;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamRecord;
import org.migstream.stream.SectionSizes;

/** Tests pages of mapped-ram files whose bit is set and whose slot is empty. */
class EmptySlotsTest {
    private static final String CODE = "ram.mapped-empty";
    private static final int PAGE = 4096;

    @TempDir
    private Path folder;

    private byte[] stream = new byte[0];
    private final List<MappedRamRegion> bitmaps = new ArrayList<>();
    private final List<MappedRamRegion> slots = new ArrayList<>();

    @BeforeEach
    void read() throws IOException {
        stream = Captures.bytes("q35-mapped-ram.qevm");
        MigrationReader reader = MigrationReader.of(ByteSource.of(new ByteArrayInputStream(stream)), SectionSizes.NONE);
        Element element = reader.next();
        while (slots.isEmpty() || element instanceof RamRecord) {
            if (element instanceof MappedRamRegion region && region.part() == MappedRamRegion.Part.BITMAP) {
                bitmaps.add(region);
            } else if (element instanceof MappedRamRegion region && region.part() == MappedRamRegion.Part.PAGES) {
                slots.add(region);
            }
            element = reader.next();
        }
        assertEquals("pc.ram", bitmaps.get(0).block());
    }

    private int lastSlot() {
        return lastSlot(0);
    }

    /** Returns the offset of the slot of the last set bit of a block. */
    private int lastSlot(int block) {
        MappedRamRegion bitmap = bitmaps.get(block);
        int last = -1;
        for (int page = 0; page < bitmap.bodyLength() * Byte.SIZE; page++) {
            int bits = stream[(int) bitmap.offset() + page / Byte.SIZE];
            last = (bits >> page % Byte.SIZE & 1) == 1 ? page : last;
        }
        return (int) slots.get(block).offset() + last * PAGE;
    }

    private void fill(int offset, int length) {
        Arrays.fill(stream, offset, offset + length, (byte) 0);
    }

    /** Returns the code from a file and from a pipe. */
    private boolean isReported() throws IOException {
        InspectionResult pipe = InspectionResult.of(InspectionResult.PLAIN, stream);
        Path file = Files.write(folder.resolve("stream"), stream);
        InspectionResult seekable =
                InspectionResult.of(InspectionResult.PLAIN, Input.open(file, OutputLimit.NONE), List.of());
        assertEquals(pipe.codes().contains(CODE), seekable.codes().contains(CODE));
        if (pipe.codes().contains(CODE)) {
            assertTrue(pipe.verdict().endsWith("complete, with warnings; guest memory may be lost"), pipe.verdict());
        }
        return pipe.codes().contains(CODE);
    }

    @Test
    void emptySlot_isReported() throws IOException {
        assertEquals(false, isReported());
        fill(lastSlot(), PAGE);
        stream[lastSlot() + PAGE - 1] = 1;
        assertEquals(false, isReported());
        fill(lastSlot(), PAGE);
        assertEquals(true, isReported());
    }

    @Test
    void sparselyCopiedEnd_isReported() throws IOException {
        MappedRamRegion region = slots.get(0);
        int middle = (int) (lastSlot() + region.offset()) / 2;
        fill(middle, (int) (region.offset() + region.bodyLength()) - middle);
        assertEquals(true, isReported());
    }

    /** With zero-page-detection=none, QEMU sets all bits, and zero pages have slots. */
    @Test
    void allBitsSet_isNotReported() throws IOException {
        for (MappedRamRegion bitmap : bitmaps) {
            Arrays.fill(stream, (int) bitmap.offset(), (int) (bitmap.offset() + bitmap.bodyLength()), (byte) 0xff);
        }
        assertEquals(false, isReported());
    }

    @Test
    void bitmapOfBigEndianHost_isNotReported() throws IOException {
        for (MappedRamRegion bitmap : bitmaps) {
            ByteBuffer words = ByteBuffer.wrap(stream, (int) bitmap.offset(), (int) bitmap.bodyLength());
            while (words.hasRemaining()) {
                int at = words.position();
                words.putLong(at, Long.reverseBytes(words.getLong()));
            }
        }
        assertEquals(false, isReported());
        fill((int) slots.get(0).offset(), (int) slots.get(0).bodyLength());
        assertEquals(true, isReported());
    }

    /** In the wrong byte order, bits of the first block belong to empty slots. The other block is the damaged one. */
    @Test
    void blockOfTheFirstEmptySlot_isNamedOnlyIfItIsKnown() throws IOException {
        int other = 1;
        while (lastSlot(other) < slots.get(other).offset()) {
            other++;
        }
        fill(lastSlot(other), PAGE);
        Map<String, Object> unknown =
                InspectionResult.of(InspectionResult.PLAIN, stream).finding(CODE);
        assertMessage(
                "at least 1 of 118 examined pages are zero although the bitmap says that they have content: ", unknown);
        assertNull(unknown.get("offset"));

        fill((int) slots.get(0).offset(), (int) slots.get(0).bodyLength());
        Map<String, Object> known =
                InspectionResult.of(InspectionResult.PLAIN, stream).finding(CODE);
        assertMessage(
                "at least 67 of 118 examined pages are zero although the bitmap says that they have content,"
                        + " the first in RAM block \"pc.ram\": ",
                known);
        assertEquals(slots.get(0).offset(), ((Number) known.get("offset")).longValue());
    }

    private static void assertMessage(String start, Map<String, Object> finding) {
        String message = (String) finding.get("message");
        assertEquals(start, message.substring(0, Math.min(start.length(), message.length())));
    }
}
