// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;

/**
 * Lines of {@value #LENGTH} numbers each, to be read and changed in any order. Those used last stay in memory, the others
 * go to a temporary file, which has no name.
 */
public final class Lines implements Closeable {
    /** Numbers in a line. */
    public static final int LENGTH = 1 << 10;

    private static final int IN_MEMORY = 1 << 6;
    private static final int BYTES = LENGTH * Long.BYTES;

    private final Slot[] slots = new Slot[IN_MEMORY];
    private FileChannel file;
    private int count;

    /** The place of one line in memory; lines whose numbers end in the same bits share one. */
    private static final class Slot {
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
        private final LongBuffer numbers = bytes.asLongBuffer();
        private int line;
        private boolean changed;
    }

    /** Creates an empty array. */
    public Lines() {}

    /** Adds a line of zeroes; returns its number, from 0 on. */
    public int add() throws IOException {
        int line = count++;
        Slot slot = vacate(line);
        slot.numbers.clear().put(new long[LENGTH]);
        slot.changed = true;
        return line;
    }

    /** The number at a place of a line. */
    public long get(int line, int place) throws IOException {
        return slot(line).numbers.get(place);
    }

    /** Changes the number at a place of a line. */
    public void set(int line, int place, long number) throws IOException {
        Slot slot = slot(line);
        slot.numbers.put(place, number);
        slot.changed = true;
    }

    private Slot slot(int line) throws IOException {
        Slot slot = slots[line % IN_MEMORY];
        if (slot != null && slot.line == line) {
            return slot;
        }
        Slot vacated = vacate(line);
        vacated.bytes.clear();
        while (vacated.bytes.hasRemaining()) {
            long place = (long) line * BYTES + vacated.bytes.position();
            if (file.read(vacated.bytes, place) < 0) {
                throw new IOException("a temporary file was cut");
            }
        }
        return vacated;
    }

    private Slot vacate(int line) throws IOException {
        Slot slot = slots[line % IN_MEMORY];
        if (slot == null) {
            slot = new Slot();
            slots[line % IN_MEMORY] = slot;
        } else if (slot.changed) {
            file = file == null ? Scratch.temporaryFile() : file;
            slot.bytes.clear();
            while (slot.bytes.hasRemaining()) {
                file.write(slot.bytes, (long) slot.line * BYTES + slot.bytes.position());
            }
        }
        slot.line = line;
        slot.changed = false;
        return slot;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
