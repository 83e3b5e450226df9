// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.MappedRamRegion;

/**
 * Reads the slots of a mapped-ram file whose bits are set. All other pages are zeroes.
 *
 * <p>QEMU writes the bitmap as {@code unsigned long}s in the byte order of the source host ({@code ram_save_file_bmap} in
 * migration/ram.c), and the stream does not state that order. This class detects it: QEMU gives no slot to a page of
 * zeroes, so in the wrong byte order some set bits belong to empty slots. The first word that fits only one order
 * decides the order for the file. Until then, the class uses little-endian order.
 */
final class MappedRamSlotReader {
    private @Nullable ByteOrder byteOrder;

    /** Receives pages. */
    @FunctionalInterface
    interface Visitor {
        /** Receives a page. The bytes are valid only during the call. */
        void visitPage(long address, byte[] content, int length) throws IOException;
    }

    /**
     * Visits the slots with set bits in the order of their addresses.
     *
     * @param region the slots of a block
     * @param bits the bitmap of the block
     * @param body of the region
     */
    void readSlots(MappedRamRegion region, InputStream bits, InputStream body, Visitor visitor) throws IOException {
        byte[] word = new byte[Long.BYTES];
        byte[] page = new byte[(int) region.pageSize()];
        long span = Long.SIZE * region.pageSize();
        long position = 0;
        long firstAddress = 0;
        for (;
                bits.readNBytes(word, 0, word.length) == word.length && firstAddress < region.bodyLength();
                firstAddress += span) {
            long littleEndian =
                    ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (byteOrder != null || littleEndian == Long.reverseBytes(littleEndian)) {
                position = visitSetSlots(region, toBitMask(littleEndian), firstAddress, position, body, page, visitor);
                continue;
            }
            body.skipNBytes(firstAddress - position);
            byte[] slots = body.readNBytes((int) Math.min(span, region.bodyLength() - firstAddress));
            position = firstAddress + slots.length;
            detectByteOrder(littleEndian, nonZeroSlots(slots, (int) region.pageSize()));
            visitSetSlots(
                    region,
                    toBitMask(littleEndian),
                    firstAddress,
                    firstAddress,
                    new ByteArrayInputStream(slots),
                    page,
                    visitor);
        }
    }

    private long toBitMask(long littleEndian) {
        return byteOrder == ByteOrder.BIG_ENDIAN ? Long.reverseBytes(littleEndian) : littleEndian;
    }

    /** Visits the slots whose bits are set in one word. Returns the new position in the body. */
    private static long visitSetSlots(
            MappedRamRegion region,
            long setBits,
            long firstAddress,
            long from,
            InputStream body,
            byte[] page,
            Visitor visitor)
            throws IOException {
        long position = from;
        for (long left = setBits; left != 0; left &= left - 1) {
            long address = firstAddress + Long.numberOfTrailingZeros(left) * region.pageSize();
            if (address < region.bodyLength()) {
                int length = (int) Math.min(region.pageSize(), region.bodyLength() - address);
                body.skipNBytes(address - position);
                body.readNBytes(page, 0, length);
                position = address + length;
                visitor.visitPage(address, page, length);
            }
        }
        return position;
    }

    /** Sets the byte order if, in exactly one order, all set bits of the word belong to filled slots. */
    private void detectByteOrder(long littleEndian, long filled) {
        boolean littleFits = (littleEndian & ~filled) == 0;
        boolean bigFits = (Long.reverseBytes(littleEndian) & ~filled) == 0;
        if (littleFits != bigFits) {
            byteOrder = littleFits ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        }
    }

    private static long nonZeroSlots(byte[] slots, int pageSize) {
        long filled = 0;
        for (int at = 0; at < slots.length; at++) {
            if (slots[at] != 0) {
                filled |= 1L << at / pageSize;
                at = (at / pageSize + 1) * pageSize - 1;
            }
        }
        return filled;
    }
}
