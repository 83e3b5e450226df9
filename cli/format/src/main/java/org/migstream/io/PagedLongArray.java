// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers in pages of {@value #PAGE_LENGTH}. The numbers can be read and changed in any order. A fixed
 * number of recently used pages stays in memory. The others are in a temporary file without a name.
 */
public final class PagedLongArray implements Closeable {
    /** The number of values in a page. */
    public static final int PAGE_LENGTH = 1 << 10;

    private static final int CACHED_PAGES = 1 << 6;
    private static final int PAGE_BYTES = PAGE_LENGTH * Long.BYTES;

    private final @Nullable Slot[] slots = new Slot[CACHED_PAGES];
    private @Nullable FileChannel file;
    /** The length of the file. */
    private long reserved;

    private int pageCount;

    /** Holds one page in memory. Pages whose indexes are equal modulo the number of slots share a slot. */
    private static final class Slot {
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(PAGE_BYTES);
        private final LongBuffer values = bytes.asLongBuffer();
        private int page;
        private boolean dirty;
    }

    /** Creates an empty array. */
    public PagedLongArray() {}

    /** Adds a page of zeroes and returns its index. The first index is 0. */
    public int addPage() throws IOException {
        int page = pageCount++;
        Slot slot = reuseSlot(page);
        slot.values.clear().put(new long[PAGE_LENGTH]);
        slot.dirty = true;
        return page;
    }

    /** Returns the number at an index of a page. */
    public long get(int page, int index) throws IOException {
        return slot(page).values.get(index);
    }

    /** Sets the number at an index of a page. */
    public void set(int page, int index, long value) throws IOException {
        Slot slot = slot(page);
        slot.values.put(index, value);
        slot.dirty = true;
    }

    private Slot slot(int page) throws IOException {
        Slot slot = slots[page % CACHED_PAGES];
        if (slot != null && slot.page == page) {
            return slot;
        }
        Slot loaded = reuseSlot(page);
        FileChannel pagesFile = Objects.requireNonNull(file, "a page that is not in memory must be in the file");
        loaded.bytes.clear();
        while (loaded.bytes.hasRemaining()) {
            long offset = (long) page * PAGE_BYTES + loaded.bytes.position();
            if (pagesFile.read(loaded.bytes, offset) < 0) {
                throw new IOException("a temporary file was truncated");
            }
        }
        return loaded;
    }

    private Slot reuseSlot(int page) throws IOException {
        Slot slot = slots[page % CACHED_PAGES];
        if (slot == null) {
            slot = new Slot();
            slots[page % CACHED_PAGES] = slot;
        } else if (slot.dirty) {
            long end = (slot.page + 1L) * PAGE_BYTES;
            if (end > reserved) {
                TemporaryFiles.reserve(end - reserved);
                reserved = end;
            }
            file = file == null ? TemporaryFiles.create() : file;
            slot.bytes.clear();
            while (slot.bytes.hasRemaining()) {
                file.write(slot.bytes, (long) slot.page * PAGE_BYTES + slot.bytes.position());
            }
        }
        slot.page = page;
        slot.dirty = false;
        return slot;
    }

    @Override
    public void close() throws IOException {
        TemporaryFiles.release(reserved);
        reserved = 0;
        if (file != null) {
            file.close();
        }
    }
}
