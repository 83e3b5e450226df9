// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Turns the bytes of an array, which arrive in pieces of any size, into numbers, and keeps the first ones. */
final class NumberCollector implements Consumer<ByteBuffer> {
    private final int width;
    private final ByteOrder order;
    private final LongConsumer visitor;
    private final List<Long> first = new ArrayList<>();
    private long partial;
    private int partialBytes;

    NumberCollector(int width, ByteOrder order, LongConsumer visitor) {
        this.width = width;
        this.order = order;
        this.visitor = visitor;
    }

    /** Returns the first elements, at most {@link FieldValue.Numbers#MAX_FIRST}. */
    List<Long> first() {
        return first;
    }

    @Override
    public void accept(ByteBuffer piece) {
        while (piece.hasRemaining()) {
            long next = piece.get() & 0xff;
            partial = order == ByteOrder.BIG_ENDIAN
                    ? partial << Byte.SIZE | next
                    : partial | next << partialBytes * Byte.SIZE;
            if (++partialBytes == width) {
                visitor.accept(partial);
                if (first.size() < FieldValue.Numbers.MAX_FIRST) {
                    first.add(partial);
                }
                partial = 0;
                partialBytes = 0;
            }
        }
    }
}
