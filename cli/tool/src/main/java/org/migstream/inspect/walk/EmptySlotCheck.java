// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.MachineFindingCodes.RAM_MAPPED_EMPTY;

import java.io.IOException;
import java.io.InputStream;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.MappedRamRegion;

/**
 * Looks for pages of a mapped-ram file whose bit is set and whose slot has only zeroes. QEMU clears the bit of a zero page
 * ({@code save_zero_page} in migration/ram.c, {@code multifd_set_file_bitmap} in migration/multifd-nocomp.c), so the
 * content of such a page was lost, as in a file with a hole. With {@code zero-page-detection=none}, QEMU sets all bits;
 * then nothing is known.
 *
 * <p>Reads about 1000 slots of each block: for each byte order at most {@link SlotSample#MAX_SLOTS}, and the last. The
 * byte order of the bitmap is not known, so slots are reported only if there are empty ones in both, and their first
 * block only if it is the same in both.
 */
final class EmptySlotCheck {
    private final Tally littleEndian = new Tally();
    private final Tally bigEndian = new Tally();
    private boolean hasClearBit;

    /** The slots of all blocks, if the bitmaps have one of the byte orders. */
    private static final class Tally {
        private SlotSample sample = new SlotSample();
        private long examined;
        private long empty;
        private @Nullable MappedRamRegion first;

        void addSlot(MappedRamRegion region, boolean isEmpty) {
            examined++;
            if (isEmpty) {
                empty++;
                first = first == null ? region : first;
            }
        }
    }

    /** Starts the bitmap of a block. */
    void beginBitmap() {
        littleEndian.sample = new SlotSample();
        bigEndian.sample = new SlotSample();
    }

    /**
     * Adds bytes of the bitmap.
     *
     * @param offset of the first byte in the bitmap, a multiple of 8
     * @param pages number of pages of the block; other bits are padding
     */
    void addBitmap(long offset, byte[] bytes, long pages) {
        for (int i = 0; i < bytes.length; i++) {
            int bits = Byte.toUnsignedInt(bytes[i]);
            littleEndian.sample.add(bits, (offset + i) * Byte.SIZE, pages);
            bigEndian.sample.add(bits, (offset + (i ^ (Long.BYTES - 1))) * Byte.SIZE, pages);
        }
    }

    /** Notes that a block has pages whose bits are clear, so that QEMU detected zero pages. */
    void addClearBits(long count) {
        hasClearBit |= count > 0;
    }

    /**
     * Reads slots of the block whose bitmap was added.
     *
     * @param region the slots
     * @param body of the region
     */
    void readSlots(MappedRamRegion region, InputStream body) throws IOException {
        NavigableSet<Long> inLittleEndian = littleEndian.sample.pages();
        NavigableSet<Long> inBigEndian = bigEndian.sample.pages();
        NavigableSet<Long> all = new TreeSet<>(inLittleEndian);
        all.addAll(inBigEndian);
        byte[] slot = new byte[(int) region.pageSize()];
        long position = 0;
        for (long page : all) {
            long start = page * region.pageSize();
            body.skipNBytes(start - position);
            int length = body.readNBytes(slot, 0, (int) Math.min(slot.length, region.bodyLength() - start));
            position = start + length;
            boolean isEmpty = isZero(slot, length);
            if (inLittleEndian.contains(page)) {
                littleEndian.addSlot(region, isEmpty);
            }
            if (inBigEndian.contains(page)) {
                bigEndian.addSlot(region, isEmpty);
            }
        }
    }

    private static boolean isZero(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Reports empty slots after the last block. */
    void finish(FindingLog findings) {
        Tally fewer = littleEndian.empty <= bigEndian.empty ? littleEndian : bigEndian;
        MappedRamRegion first = fewer.first;
        if (first == null || !hasClearBit) {
            return;
        }
        boolean isFirstKnown = first.equals(littleEndian.first) && first.equals(bigEndian.first);
        String message = (littleEndian.empty == bigEndian.empty ? "" : "at least ")
                + fewer.empty + " of " + fewer.examined
                + " examined pages are zero although the bitmap says that they have content"
                + (isFirstKnown ? ", the first in RAM block \"" + first.block() + "\"" : "")
                + ": their content is lost, the stream was redacted, or QEMU did not look for zero pages"
                + " (zero-page-detection=none)";
        findings.add(
                isFirstKnown
                        ? Finding.at(first.offset(), Severity.WARNING, RAM_MAPPED_EMPTY, message)
                        : Finding.of(Severity.WARNING, RAM_MAPPED_EMPTY, message));
    }
}
