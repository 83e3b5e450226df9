// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.migstream.io.SpillList;

/**
 * Which bytes of a device's state are structure; all others are content, which may be secret. A decoder has to call bytes
 * structure: what no decoder has read is content.
 */
public final class StateStructure implements Closeable {
    /** The maximum number of wrong numbers that are kept. A state of 4 GiB in chunks of 64 KiB has so many checksums. */
    private static final int MAX_WRONG_NUMBERS = 1 << 16;

    private final SpillList<ByteRange> ranges = new SpillList<>(ByteRange.CODEC);
    private final Map<Long, byte[]> wrongNumbers = new TreeMap<>();
    private ByteRange last = new ByteRange(0, 0);

    /** Creates an empty description, which {@link PluginDecoder#decode} fills. */
    public StateStructure() {}

    /**
     * A range of bytes, from the start of the state.
     *
     * @param offset of the first byte
     * @param length in bytes
     */
    public record ByteRange(long offset, long length) {
        /** Returns the offset after the last byte. */
        public long end() {
            return offset + length;
        }

        private static final SpillList.Codec<ByteRange> CODEC = new SpillList.Codec<>() {
            @Override
            public void write(ByteRange range, DataOutput out) throws IOException {
                out.writeLong(range.offset);
                out.writeLong(range.length);
            }

            @Override
            public ByteRange read(DataInput in) throws IOException {
                return new ByteRange(in.readLong(), in.readLong());
            }
        };
    }

    /** Adds a range after all earlier ones; ignores any other. */
    void add(ByteRange range) throws IOException {
        if (range.offset() < last.end() || range.length() <= 0) {
            return;
        }
        if (range.offset() == last.end()) {
            last = new ByteRange(last.offset(), last.length() + range.length());
        } else {
            finish();
            last = range;
        }
    }

    /** Ends the list of ranges. */
    void finish() throws IOException {
        if (last.length() > 0) {
            ranges.add(last);
        }
        last = new ByteRange(last.end(), 0);
    }

    /** Adds a number that has another value than its decoder expects. Ignores numbers over the limit. */
    void addWrongNumber(long offset, int width, ByteOrder order, long expected) {
        if (wrongNumbers.size() < MAX_WRONG_NUMBERS && width >= 1 && width <= Long.BYTES) {
            byte[] bytes = new byte[width];
            byte[] all = ByteBuffer.allocate(Long.BYTES)
                    .order(order)
                    .putLong(0, expected)
                    .array();
            System.arraycopy(all, order == ByteOrder.BIG_ENDIAN ? Long.BYTES - width : 0, bytes, 0, width);
            wrongNumbers.put(offset, bytes);
        }
    }

    /**
     * Returns the start of the content before the last structure before an offset: if the size of this content is wrong,
     * that structure was read at the wrong place. Without such content, returns the start of the first content.
     *
     * @return an offset from the start of the state, at most {@code offset}; empty if all bytes up to {@code offset} are
     *     structure
     */
    public OptionalLong contentBefore(long offset) throws IOException {
        long end = 0;
        OptionalLong found = OptionalLong.empty();
        SpillList.Cursor<ByteRange> cursor = ranges.cursor();
        for (ByteRange range = cursor.next(); range != null && range.offset() <= offset; range = cursor.next()) {
            if (range.offset() > end) {
                found = OptionalLong.of(end);
            }
            end = range.end();
        }
        return found.isEmpty() && end <= offset ? OptionalLong.of(end) : found;
    }

    /** Returns the ranges of structure, in order, without overlap. */
    public SpillList<ByteRange> ranges() {
        return ranges;
    }

    /** Returns the bytes that numbers such as checksums should have but do not have, by their offset. */
    public Map<Long, byte[]> wrongNumbers() {
        return Map.copyOf(wrongNumbers);
    }

    @Override
    public void close() throws IOException {
        ranges.close();
    }
}
