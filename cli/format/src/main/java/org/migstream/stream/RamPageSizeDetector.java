// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.io.ByteSource;
import org.migstream.stream.RamRecord.Flag;

/**
 * How long a page is. The ram section does not say, and on a pipe the description that does comes last; but behind a
 * page of the right length stands another record, so the first page tells.
 */
final class RamPageSizeDetector {
    static final int MIN_PAGE_SIZE = 1 << 10;
    static final int DEFAULT_PAGE_SIZE = 1 << 12;
    static final int MAX_PAGE_SIZE = 1 << 16;

    private OptionalInt known;

    /** @param claimed what the description says; not believed if no target of QEMU has such pages */
    RamPageSizeDetector(OptionalInt claimed) {
        known = claimed.isPresent() && isPageSize(claimed.getAsInt()) ? claimed : OptionalInt.empty();
    }

    /** Whether some target of QEMU has pages of so many bytes. */
    static boolean isPageSize(long bytes) {
        return bytes >= MIN_PAGE_SIZE && bytes <= MAX_PAGE_SIZE && Long.bitCount(bytes) == 1;
    }

    /** Bytes in the page that begins at the position, in a block of {@code usedLength} bytes. */
    int detect(ByteSource in, long usedLength) throws IOException {
        if (known.isEmpty()) {
            known = OptionalInt.of(detectFromNextRecord(in, usedLength));
        }
        return known.getAsInt();
    }

    /** Pages shorter than usual, which boards of 32-bit ARM have, come last: what is in a page can look like a record. */
    private static int detectFromNextRecord(ByteSource in, long usedLength) throws IOException {
        for (int size = DEFAULT_PAGE_SIZE; size <= MAX_PAGE_SIZE; size <<= 1) {
            if (isRecordAfterPage(in, size, usedLength)) {
                return size;
            }
        }
        for (int size = DEFAULT_PAGE_SIZE >> 1; size >= MIN_PAGE_SIZE; size >>= 1) {
            if (isRecordAfterPage(in, size, usedLength)) {
                return size;
            }
        }
        return DEFAULT_PAGE_SIZE;
    }

    private static boolean isRecordAfterPage(ByteSource in, int pageSize, long usedLength) throws IOException {
        if (in.available(pageSize + Long.BYTES) < pageSize + Long.BYTES) {
            return false;
        }
        long word = in.peek64(pageSize);
        if (word == Flag.EOS.bit() || word == Flag.MULTIFD_FLUSH.bit()) {
            return true;
        }
        long flags = word & (pageSize - 1) & ~Flag.CONTINUE.bit();
        boolean continued = (word & Flag.CONTINUE.bit()) != 0;
        return word > 0
                && (!continued || word < usedLength)
                && (flags == Flag.ZERO.bit()
                        || flags == Flag.PAGE.bit()
                        || flags == Flag.XBZRLE.bit()
                        || flags == Flag.COMPRESS_PAGE.bit());
    }
}
