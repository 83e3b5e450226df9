// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;

/**
 * Lines of {@value #PAGE_LENGTH} numbers each, to be read and changed in any order. Those used last stay in memory, the others
 * go to a temporary file, which has no name.
 */
public final class PagedLongArray implements Closeable {
    /** Numbers in a line. */
    public static final int PAGE_LENGTH = 1 << 10;

    private static final int CACHED_PAGES = 1 << 6;
    private static final int PAGE_BYTES = PAGE_LENGTH * Long.BYTES;

    private final Slot[] slots = new Slot[CACHED_PAGES];
    private FileChannel file;
    private int pageCount;

    /** The place of one line in memory; lines whose numbers end in the same bits share one. */
    private static final class Slot {
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(PAGE_BYTES);
        private final LongBuffer values = bytes.asLongBuffer();
        private int page;
        private boolean dirty;
    }

    /** Creates an empty array. */
    public PagedLongArray() {}

    /** Adds a line of zeroes; returns its number, from 0 on. */
    public int addPage() throws IOException {
        int line = pageCount++;
        Slot slot = reuseSlot(line);
        slot.values.clear().put(new long[PAGE_LENGTH]);
        slot.dirty = true;
        return line;
    }

    /** The number at a place of a line. */
    public long get(int line, int place) throws IOException {
        return slot(line).values.get(place);
    }

    /** Changes the number at a place of a line. */
    public void set(int line, int place, long number) throws IOException {
        Slot slot = slot(line);
        slot.values.put(place, number);
        slot.dirty = true;
    }

    private Slot slot(int line) throws IOException {
        Slot slot = slots[line % CACHED_PAGES];
        if (slot != null && slot.page == line) {
            return slot;
        }
        Slot vacated = reuseSlot(line);
        vacated.bytes.clear();
        while (vacated.bytes.hasRemaining()) {
            long place = (long) line * PAGE_BYTES + vacated.bytes.position();
            if (file.read(vacated.bytes, place) < 0) {
                throw new IOException("a temporary file was cut");
            }
        }
        return vacated;
    }

    private Slot reuseSlot(int line) throws IOException {
        Slot slot = slots[line % CACHED_PAGES];
        if (slot == null) {
            slot = new Slot();
            slots[line % CACHED_PAGES] = slot;
        } else if (slot.dirty) {
            file = file == null ? SpillBuffer.createUnlinkedFile() : file;
            slot.bytes.clear();
            while (slot.bytes.hasRemaining()) {
                file.write(slot.bytes, (long) slot.page * PAGE_BYTES + slot.bytes.position());
            }
        }
        slot.page = line;
        slot.dirty = false;
        return slot;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
