// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.BlockStream;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.StreamException;
import org.migstream.io.TruncatedStreamException;

/**
 * A container being unpacked. Says of whatever ends it where in the unpacked bytes it was met, gives the bytes before
 * that place, and never more than it was allowed.
 */
final class Layer extends BlockStream {
    private final Container container;
    private final CountingStream packed;
    private final long most;
    private InputStream unpacked;
    private long position;
    private IOException failure;

    /** @param most how many bytes may come out */
    Layer(Container container, InputStream packed, long most) {
        this.container = container;
        this.packed = new CountingStream(packed);
        this.most = most;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            int count = readOn(into, from, length);
            position += Math.max(0, count);
            return count;
        } catch (IOException e) {
            failure = explain(container.unpacker().explain(e), e.getMessage());
        } catch (RuntimeException e) {
            // Libraries meet some damage with an index out of bounds or the like.
            failure = explain(e, "it makes no sense");
        }
        throw failure;
    }

    private int readOn(byte[] into, int from, int length) throws IOException {
        if (unpacked == null) {
            unpacked = container.unpacker().open(packed);
        }
        if (position < most) {
            return unpacked.read(into, from, (int) Math.min(length, most - position));
        }
        if (unpacked.read() < 0) {
            return -1;
        }
        throw new LimitExceededException(
                "input.max-output",
                position,
                "more than " + most + " bytes come out of the " + container.label()
                        + " container: if it is not made to waste time, allow more with --max-output");
    }

    /** What lies below counts first: a layer that cannot be read makes the next one look damaged. */
    private IOException explain(Exception e, String damage) {
        Exception first = packed.failure() != null ? packed.failure() : e;
        if (first instanceof StreamException ours) {
            return ours.at(position);
        }
        if (packed.failure() != null) {
            return packed.failure();
        }
        if (packed.ended()) {
            return new TruncatedStreamException(position);
        }
        return new MalformedStreamException(
                "input." + container.label(), position, "the " + container.label() + " data are damaged: " + damage);
    }

    @Override
    public void close() throws IOException {
        try (packed) {
            if (unpacked != null) {
                unpacked.close();
            }
        }
    }
}
