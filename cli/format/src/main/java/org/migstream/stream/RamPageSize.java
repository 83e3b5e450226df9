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
final class RamPageSize {
    static final int SMALLEST = 1 << 10;
    static final int USUAL = 1 << 12;
    static final int LARGEST = 1 << 16;

    private OptionalInt known;

    /** @param claimed what the description says; not believed if no target of QEMU has such pages */
    RamPageSize(OptionalInt claimed) {
        known = claimed.isPresent() && isPageSize(claimed.getAsInt()) ? claimed : OptionalInt.empty();
    }

    /** Whether some target of QEMU has pages of so many bytes. */
    static boolean isPageSize(long bytes) {
        return bytes >= SMALLEST && bytes <= LARGEST && Long.bitCount(bytes) == 1;
    }

    /** Bytes in the page that begins at the position, in a block of {@code usedLength} bytes. */
    int at(ByteSource in, long usedLength) throws IOException {
        if (known.isEmpty()) {
            known = OptionalInt.of(guess(in, usedLength));
        }
        return known.getAsInt();
    }

    /** Pages shorter than usual, which boards of 32-bit ARM have, come last: what is in a page can look like a record. */
    private static int guess(ByteSource in, long usedLength) throws IOException {
        for (int size = USUAL; size <= LARGEST; size <<= 1) {
            if (isRecordBehind(in, size, usedLength)) {
                return size;
            }
        }
        for (int size = USUAL >> 1; size >= SMALLEST; size >>= 1) {
            if (isRecordBehind(in, size, usedLength)) {
                return size;
            }
        }
        return USUAL;
    }

    private static boolean isRecordBehind(ByteSource in, int pageSize, long usedLength) throws IOException {
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
