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

    /** Bytes in the page that begins at the position. */
    int at(ByteSource in) throws IOException {
        if (known.isEmpty()) {
            known = OptionalInt.of(guess(in));
        }
        return known.getAsInt();
    }

    private static int guess(ByteSource in) throws IOException {
        for (int size = USUAL; size <= LARGEST; size <<= 1) {
            if (in.available(size + Long.BYTES) == size + Long.BYTES && isRecord(in.peek64(size), size)) {
                return size;
            }
        }
        return USUAL;
    }

    private static boolean isRecord(long word, int pageSize) {
        if (word == Flag.EOS.bit() || word == Flag.MULTIFD_FLUSH.bit()) {
            return true;
        }
        long flags = word & (pageSize - 1) & ~Flag.CONTINUE.bit();
        return word > 0
                && (flags == Flag.ZERO.bit()
                        || flags == Flag.PAGE.bit()
                        || flags == Flag.XBZRLE.bit()
                        || flags == Flag.COMPRESS_PAGE.bit());
    }
}
