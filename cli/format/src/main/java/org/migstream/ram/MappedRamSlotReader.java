// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.migstream.stream.MappedRamRegion;

/**
 * The slots of a mapped-ram file whose bits are set; all other pages are zeroes. QEMU writes the bits as they stand in its
 * memory ({@code ram_save_file_bmap} in migration/ram.c), in {@code unsigned long}s of the source host, and nowhere says
 * in which order their bytes are. But a page of zeroes gets no slot: in the wrong order, bits lead to slots with nothing in
 * them. The first word that tells decides for the file; until then the order is that of most hosts, little-endian.
 */
final class MappedRamSlotReader {
    private ByteOrder byteOrder;

    /** Takes a page. */
    @FunctionalInterface
    interface Visitor {
        /** The bytes are valid during the call only. */
        void visitPage(long address, byte[] content, int length) throws IOException;
    }

    /**
     * Visits them in their order.
     *
     * @param stretch the slots of a block
     * @param bits its bitmap
     * @param body of the stretch, at its front
     */
    void readSlots(MappedRamRegion stretch, InputStream bits, InputStream body, Visitor visitor) throws IOException {
        byte[] word = new byte[Long.BYTES];
        byte[] page = new byte[(int) stretch.pageSize()];
        long span = Long.SIZE * stretch.pageSize();
        long done = 0;
        long first = 0;
        for (; bits.readNBytes(word, 0, word.length) == word.length && first < stretch.bodyLength(); first += span) {
            long little = ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (byteOrder != null || little == Long.reverseBytes(little)) {
                done = visitSetSlots(stretch, toBitMask(little), first, done, body, page, visitor);
                continue;
            }
            body.skipNBytes(first - done);
            byte[] slots = body.readNBytes((int) Math.min(span, stretch.bodyLength() - first));
            done = first + slots.length;
            detectByteOrder(little, nonZeroSlots(slots, (int) stretch.pageSize()));
            visitSetSlots(stretch, toBitMask(little), first, first, new ByteArrayInputStream(slots), page, visitor);
        }
    }

    private long toBitMask(long little) {
        return byteOrder == ByteOrder.BIG_ENDIAN ? Long.reverseBytes(little) : little;
    }

    /** Visits the slots of one word; returns how far the body has been read. */
    private static long visitSetSlots(
            MappedRamRegion stretch, long set, long first, long from, InputStream body, byte[] page, Visitor visitor)
            throws IOException {
        long done = from;
        for (long left = set; left != 0; left &= left - 1) {
            long address = first + Long.numberOfTrailingZeros(left) * stretch.pageSize();
            if (address < stretch.bodyLength()) {
                int length = (int) Math.min(stretch.pageSize(), stretch.bodyLength() - address);
                body.skipNBytes(address - done);
                body.readNBytes(page, 0, length);
                done = address + length;
                visitor.visitPage(address, page, length);
            }
        }
        return done;
    }

    /** A word tells if in one order, and in no other, all its bits lead to slots with something in them. */
    private void detectByteOrder(long little, long filled) {
        boolean littleFits = (little & ~filled) == 0;
        boolean bigFits = (Long.reverseBytes(little) & ~filled) == 0;
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
