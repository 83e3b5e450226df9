// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.stream.RamRecord.RamBlock;

/**
 * Marks which pages of each RAM block the main stream has, so that pages that were never sent can be counted. A source
 * sends each page at least once (QEMU {@code ram_init_bitmaps} in migration/ram.c marks all pages dirty), except pages
 * that the guest reported as free (virtio-balloon) or that are not plugged (virtio-mem).
 *
 * <p>The marks need one bit a page, and no more than 8 MiB. Larger memory is not counted.
 */
final class PageCoverage {
    static final int DEFAULT_PAGE_SIZE = 4096;

    /** Maximum number of marked pages: 256 GiB of memory in pages of 4 KiB. */
    private static final long MAX_PAGES = 1 << 26;

    private static final int DISCARD_VERSION = 0;

    private final Map<String, BitSet> pagesByBlock = new HashMap<>();
    private int markedPageSize = DEFAULT_PAGE_SIZE;
    private long pagesLeft = MAX_PAGES;
    private boolean isKnown = true;
    private @Nullable String lastBlock;
    private @Nullable BitSet lastPages;

    /** Sets the page size in bytes. The caller calls this method before the first block. */
    void setPageSize(int bytes) {
        markedPageSize = bytes;
    }

    void addBlock(RamBlock block) {
        long pages = block.usedLength() / markedPageSize + 1;
        isKnown &= pages <= pagesLeft;
        if (isKnown) {
            pagesLeft -= pages;
            pagesByBlock.put(block.name(), new BitSet((int) pages));
            lastBlock = null;
        }
    }

    void addPage(String block, long address) {
        if (isKnown) {
            if (!block.equals(lastBlock)) {
                lastBlock = block;
                lastPages = pagesByBlock.get(block);
            }
            if (lastPages != null) {
                lastPages.set((int) (address / markedPageSize));
            }
        }
    }

    /** Marks all pages of a block in a mapped-ram file, whose bitmap has a bit for each page. */
    void addWholeBlock(String block) {
        BitSet pages = pagesByBlock.get(block);
        if (pages != null) {
            pages.set(0, pages.size());
        }
    }

    /**
     * Reads the data of POSTCOPY_RAM_DISCARD and removes the marks of its pages: u8 version 0, counted name, u8 0, then
     * for each range be64 start and be64 length in bytes (QEMU {@code qemu_savevm_send_postcopy_ram_discard}). After
     * other data, this class counts no more pages.
     */
    void discard(InputStream body) throws IOException {
        byte[] data = body.readAllBytes();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(data))) {
            int version = in.readUnsignedByte();
            byte[] name = new byte[in.readUnsignedByte()];
            in.readFully(name);
            int end = in.readUnsignedByte();
            BitSet pages = pagesByBlock.get(new String(name, StandardCharsets.ISO_8859_1));
            isKnown &= version == DISCARD_VERSION && end == 0 && pages != null;
            while (isKnown && pages != null && in.available() > 0) {
                clear(pages, in.readLong(), in.readLong());
            }
        } catch (EOFException e) {
            isKnown = false;
        }
    }

    private void clear(BitSet pages, long start, long length) {
        long limit = (long) pages.size() * markedPageSize;
        isKnown &= start >= 0 && length >= 0 && start <= limit && length <= limit - start;
        if (isKnown) {
            pages.clear((int) (start / markedPageSize), (int) ((start + length) / markedPageSize));
        }
    }

    /**
     * Returns the number of pages that were not sent, or were sent and discarded; empty if it is not known.
     *
     * @param pageSize of the guest, in bytes
     * @param blocks all blocks; a block that the source left out has no missing pages
     */
    OptionalLong missingPages(int pageSize, List<RamSummary.Block> blocks) {
        if (!isKnown || pageSize < markedPageSize) {
            return OptionalLong.empty();
        }
        long missing = 0;
        for (RamSummary.Block block : blocks) {
            BitSet pages = pagesByBlock.get(block.name());
            if (!block.leftOut() && pages != null) {
                long all = (block.usedBytes() + pageSize - 1) / pageSize;
                missing += Math.max(0, all - pages.cardinality());
            }
        }
        return OptionalLong.of(missing);
    }
}
