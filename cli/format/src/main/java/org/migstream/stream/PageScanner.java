// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.nio.ByteBuffer;
import org.migstream.io.ByteScanner;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamPage.Encoding;

/**
 * Finds the pages that {@link MigrationReader#skipPages} skips. Reads only the head of each record, and the fill byte of a
 * zero page. Keeps the first words of some records and passes them on later, so that the loop over the bytes is short.
 */
final class PageScanner implements ByteScanner {
    private static final long CONTINUED_ZERO = Flag.ZERO.bit() | Flag.CONTINUE.bit();
    private static final long CONTINUED_PAGE = Flag.PAGE.bit() | Flag.CONTINUE.bit();

    /** The length in bytes of the record of a zero page, which is the shortest. */
    private static final int ZERO_LENGTH = Long.BYTES + 1;

    /** Maximum number of pages that one scan finds. */
    private static final int MAX_PAGES = 1 << 12;

    private final long[] words = new long[MAX_PAGES];
    private int count;
    private int wantedBytes;
    private long usedLength;
    private int pageSize;

    /**
     * Starts a scan.
     *
     * @param blockLength length in bytes of the block of the current page
     * @param size of a page in bytes; 0 if it is unknown, so that a normal page ends the scan
     */
    void start(long blockLength, int size) {
        usedLength = blockLength;
        pageSize = size;
    }

    @Override
    public int scan(ByteBuffer bytes, int from, int to) {
        int normalLength = Long.BYTES + pageSize;
        int at = from;
        int found = 0;
        wantedBytes = ZERO_LENGTH;
        while (to - at >= ZERO_LENGTH && found < MAX_PAGES) {
            long word = bytes.getLong(at);
            long flags = word & Flag.MASK;
            boolean normal = flags == CONTINUED_PAGE && pageSize > 0;
            if (!normal && (flags != CONTINUED_ZERO || bytes.get(at + Long.BYTES) != 0)
                    || word < 0
                    || word - flags >= usedLength) {
                wantedBytes = 0;
                break;
            }
            int length = normal ? normalLength : ZERO_LENGTH;
            if (to - at < length) {
                wantedBytes = length;
                break;
            }
            words[found++] = word;
            at += length;
        }
        count = found;
        return at;
    }

    /**
     * Returns how many bytes the next scan needs at least, because the last one ended in front of an incomplete record; 0 if
     * it ended in front of another record.
     */
    int wantedBytes() {
        return wantedBytes;
    }

    /** Passes the pages of the last scan to a visitor. */
    void visitPages(PageVisitor visitor) {
        for (int i = 0; i < count; i++) {
            long word = words[i];
            long flags = word & Flag.MASK;
            if (flags == CONTINUED_ZERO) {
                visitor.visitPage(Encoding.ZERO, word - flags, 1);
            } else {
                visitor.visitPage(Encoding.NORMAL, word - flags, pageSize);
            }
        }
    }
}
