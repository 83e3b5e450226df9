// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.io.ByteSource;
import org.migstream.stream.RamRecord.Flag;

/**
 * Detects the page size of the guest. The ram section has no field for it, and in a pipe the vmdescription comes after
 * the pages. The right size is the one with a valid record after the first page.
 */
final class RamPageSizeDetector {
    static final int MIN_PAGE_SIZE = 1 << 10;
    static final int DEFAULT_PAGE_SIZE = 1 << 12;
    static final int MAX_PAGE_SIZE = 1 << 16;

    private OptionalInt pageSize;

    /**
     * @param claimed the size in the configuration or vmdescription; ignored if no QEMU target has pages of this size
     */
    RamPageSizeDetector(OptionalInt claimed) {
        pageSize = claimed.isPresent() && isPageSize(claimed.getAsInt()) ? claimed : OptionalInt.empty();
    }

    /** Returns whether a target of QEMU has pages of {@code bytes} bytes. */
    static boolean isPageSize(long bytes) {
        return bytes >= MIN_PAGE_SIZE && bytes <= MAX_PAGE_SIZE && Long.bitCount(bytes) == 1;
    }

    /** Returns the page size in bytes if it is known, else 0. */
    int knownSize() {
        return pageSize.orElse(0);
    }

    /** Returns the length in bytes of the page at the position, in a block of {@code usedLength} bytes. */
    int detect(ByteSource in, long usedLength) throws IOException {
        if (pageSize.isEmpty()) {
            pageSize = OptionalInt.of(detectFromNextRecord(in, usedLength));
        }
        return pageSize.getAsInt();
    }

    /**
     * Tries sizes below 4 KiB last. Only 32-bit ARM boards have them, and the content of a page can look like a record.
     */
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
