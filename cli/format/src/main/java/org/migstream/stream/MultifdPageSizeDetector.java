// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.io.ByteSource;

/**
 * How long a page is on a channel, which says so only indirectly: a packet with pages by the room it has for them, a
 * packet without by the place where the next one begins.
 */
final class MultifdPageSizeDetector {
    /** The pages of a full packet (QEMU {@code MULTIFD_PACKET_SIZE}), bytes. */
    private static final int MULTIFD_PACKET_SIZE = 1 << 19;

    private OptionalInt known = OptionalInt.empty();

    /** How many pages a packet has room for. */
    static int pagesPerPacket(int pageSize) {
        return MULTIFD_PACKET_SIZE / pageSize;
    }

    /**
     * The page size of the packet whose offsets begin at the position, bytes.
     *
     * @param offset of the packet
     * @param pagesAlloc for how many pages it says it has room
     */
    int detect(ByteSource in, long offset, long pagesAlloc) throws IOException {
        if (known.isEmpty()) {
            known = OptionalInt.of(pagesAlloc == 0 ? fromNextPacket(in) : fromPagesAlloc(offset, pagesAlloc));
        }
        int pageSize = known.getAsInt();
        if (pagesAlloc > pagesPerPacket(pageSize)) {
            throw MultifdPacketHeader.badPacket(
                    offset,
                    "a packet with room for %d pages on a channel of %d bytes a page".formatted(pagesAlloc, pageSize));
        }
        return pageSize;
    }

    private static int fromPagesAlloc(long offset, long pagesAlloc) throws IOException {
        long pageSize = MULTIFD_PACKET_SIZE / pagesAlloc;
        if (pageSize * pagesAlloc != MULTIFD_PACKET_SIZE || !RamPageSizeDetector.isPageSize(pageSize)) {
            throw MultifdPacketHeader.badPacket(
                    offset, "a packet with room for " + pagesAlloc + " pages, which fits no page size");
        }
        return (int) pageSize;
    }

    /** There are no pages in this packet, so behind its offsets stands another, unless it is the last. */
    private static int fromNextPacket(ByteSource in) throws IOException {
        for (int size = RamPageSizeDetector.MAX_PAGE_SIZE; size >= RamPageSizeDetector.MIN_PAGE_SIZE; size >>= 1) {
            if (MultifdPacketHeader.isPacketAt(in, pagesPerPacket(size) * Long.BYTES)) {
                return size;
            }
        }
        return RamPageSizeDetector.DEFAULT_PAGE_SIZE;
    }
}
