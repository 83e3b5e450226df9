// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.io.ByteSource;

/**
 * Detects the page size of a channel. No field has it, but the capacity of a packet with pages gives it, and so does the
 * offset of the packet after one without pages.
 */
final class MultifdPageSizeDetector {
    /** Bytes of pages in a full packet (QEMU {@code MULTIFD_PACKET_SIZE}). */
    private static final int MULTIFD_PACKET_SIZE = 1 << 19;

    private OptionalInt pageSize = OptionalInt.empty();

    /** Returns the number of pages in a full packet. */
    static int pagesPerPacket(int pageSize) {
        return MULTIFD_PACKET_SIZE / pageSize;
    }

    /**
     * Returns the page size in bytes. The position is that of the page offsets of a packet.
     *
     * @param offset of the packet
     * @param pagesAlloc capacity of the packet in pages
     */
    int detect(ByteSource in, long offset, long pagesAlloc) throws IOException {
        if (pageSize.isEmpty()) {
            pageSize = OptionalInt.of(pagesAlloc == 0 ? fromNextPacket(in) : fromPagesAlloc(offset, pagesAlloc));
        }
        int bytes = pageSize.getAsInt();
        if (pagesAlloc > pagesPerPacket(bytes)) {
            throw MultifdPacketHeader.badPacket(
                    offset,
                    "a packet has a capacity of %d pages, which is too large for pages of %d bytes"
                            .formatted(pagesAlloc, bytes));
        }
        return bytes;
    }

    private static int fromPagesAlloc(long offset, long pagesAlloc) throws IOException {
        long pageSize = MULTIFD_PACKET_SIZE / pagesAlloc;
        if (pageSize * pagesAlloc != MULTIFD_PACKET_SIZE || !RamPageSizeDetector.isPageSize(pageSize)) {
            throw MultifdPacketHeader.badPacket(
                    offset, "a packet has a capacity of " + pagesAlloc + " pages, which fits no page size");
        }
        return (int) pageSize;
    }

    /** Detects the page size from the next packet, which follows the page offsets of a packet without pages. */
    private static int fromNextPacket(ByteSource in) throws IOException {
        for (int size = RamPageSizeDetector.MAX_PAGE_SIZE; size >= RamPageSizeDetector.MIN_PAGE_SIZE; size >>= 1) {
            if (MultifdPacketHeader.isPacketAt(in, pagesPerPacket(size) * Long.BYTES)) {
                return size;
            }
        }
        return RamPageSizeDetector.DEFAULT_PAGE_SIZE;
    }
}
