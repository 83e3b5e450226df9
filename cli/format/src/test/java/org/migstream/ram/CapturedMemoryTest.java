// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.io.ByteSource;
import org.migstream.stream.Captures;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.SectionSizes;

/** Tests that the firmware of all captures is equal, for every encoding of pages. */
class CapturedMemoryTest {
    @ParameterizedTest
    @CsvSource({
        "q35-mapped-ram.qevm, 0",
        "multifd-two-channels.chan0, 2",
        "pc-two-devices-paused.qevm, 0",
        "options/multifd-zstd.chan0, 2",
        "options/q35-xbzrle.qevm, 0",
        "lab/q35-six-multifd4.chan0, 4"
    })
    void firmware_isIdenticalInAllCaptures(String name, int channels) throws IOException {
        List<?> firmware =
                MemoryImage.read(Captures.bytes("q35-two-uarts.qevm")).content("pc.bios");
        assertFalse(firmware.isEmpty());
        byte[][] recordings = new byte[channels][];
        for (int i = 0; i < channels; i++) {
            recordings[i] = Captures.bytes(name.replace("chan0", "chan" + (i + 1)));
        }
        MemoryImage image = MemoryImage.read(Captures.bytes(name), recordings);
        assertEquals(firmware, image.content("pc.bios"));
        assertEquals(0, image.unknownPageCount());
    }

    /** Swaps the bytes of the bitmap words, as a big-endian host writes them. */
    @Test
    void bigEndianBitmap_isRead() throws IOException {
        byte[] little = Captures.bytes("q35-mapped-ram.qevm");
        byte[] big = little.clone();
        MigrationReader reader = MigrationReader.of(ByteSource.of(new ByteArrayInputStream(little)), SectionSizes.NONE);
        for (Element element; (element = reader.next()) != null; ) {
            if (element instanceof MappedRamRegion region && region.part() == MappedRamRegion.Part.BITMAP) {
                ByteBuffer words = ByteBuffer.wrap(big, (int) region.bodyOffset(), (int) region.bodyLength());
                while (words.hasRemaining()) {
                    words.putLong(Long.reverseBytes(words.duplicate().getLong()));
                }
            }
        }
        assertFalse(Arrays.equals(little, big));
        MemoryImage expected = MemoryImage.read(little);
        MemoryImage found = MemoryImage.read(big);
        for (String block : List.of("pc.ram", "pc.bios", "/rom@etc/acpi/tables", "/rom@etc/table-loader")) {
            assertFalse(expected.content(block).isEmpty(), block);
            assertEquals(expected.content(block), found.content(block), block);
        }
    }

    /**
     * The boot sector of this guest increments, in a loop without an end, the first two bytes of each 64 bytes from
     * 0x20000 to 0x30000. So the memory of one moment has one number up to the place of the loop, and the number before
     * it after that place. A difference that is not applied completely leaves numbers of another moment.
     */
    @Test
    void xbzrlePages_haveContentOfOneMoment() throws IOException {
        MemoryImage image = MemoryImage.read(Captures.bytes("options/q35-xbzrle.qevm"));
        byte[] code = HexFormat.of().parseHex("b800208ec031ff26ff0583c740ebf8");
        assertArrayEquals(code, Arrays.copyOfRange(image.page("pc.ram", 0x7000), 0xc00, 0xc00 + code.length));
        List<Integer> numbers = new ArrayList<>();
        for (long address = 0x20000; address < 0x30000; address += 4096) {
            byte[] page = image.page("pc.ram", address);
            for (int at = 0; at < page.length; at += 64) {
                numbers.add(Byte.toUnsignedInt(page[at]) | Byte.toUnsignedInt(page[at + 1]) << 8);
                assertArrayEquals(new byte[62], Arrays.copyOfRange(page, at + 2, at + 64));
            }
        }
        int first = numbers.get(0);
        int place = numbers.indexOf(first - 1);
        assertTrue(first > 1 && place > 0, numbers::toString);
        assertEquals(Collections.nCopies(place, first), numbers.subList(0, place));
        assertEquals(Collections.nCopies(1024 - place, first - 1), numbers.subList(place, 1024));
    }
}
