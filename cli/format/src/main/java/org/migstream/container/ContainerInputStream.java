// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.BlockInputStream;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.StreamException;
import org.migstream.io.TruncatedStreamException;

/**
 * A container being unpacked. Says of whatever ends it where in the unpacked bytes it was met, gives the bytes before
 * that place, and never more than it was allowed.
 */
final class ContainerInputStream extends BlockInputStream {
    private final ContainerFormat container;
    private final CountingInputStream compressed;
    private final long maxOutput;
    private InputStream decompressed;
    private long position;
    private IOException failure;

    /** @param most how many bytes may come out */
    ContainerInputStream(ContainerFormat container, InputStream packed, long most) {
        this.container = container;
        this.compressed = new CountingInputStream(packed);
        this.maxOutput = most;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            int count = readLimited(into, from, length);
            position += Math.max(0, count);
            return count;
        } catch (IOException e) {
            failure = toReportedException(container.decompressor().translate(e), e.getMessage());
        } catch (RuntimeException e) {
            // Libraries meet some damage with an index out of bounds or the like.
            failure = toReportedException(e, "it makes no sense");
        }
        throw failure;
    }

    private int readLimited(byte[] into, int from, int length) throws IOException {
        if (decompressed == null) {
            decompressed = container.decompressor().open(compressed);
        }
        if (position < maxOutput) {
            return decompressed.read(into, from, (int) Math.min(length, maxOutput - position));
        }
        if (decompressed.read() < 0) {
            return -1;
        }
        throw new LimitExceededException(
                "input.max-output",
                position,
                "more than " + maxOutput + " bytes come out of the " + container.label()
                        + " container: if it is not made to waste time, allow more with --max-output");
    }

    /** What lies below counts first: a layer that cannot be read makes the next one look damaged. */
    private IOException toReportedException(Exception e, String damage) {
        Exception first = compressed.failure() != null ? compressed.failure() : e;
        if (first instanceof StreamException ours) {
            return ours.withOffset(position);
        }
        if (compressed.failure() != null) {
            return compressed.failure();
        }
        if (compressed.hasEnded()) {
            return new TruncatedStreamException(position);
        }
        return new MalformedStreamException(
                "input." + container.label(), position, "the " + container.label() + " data are damaged: " + damage);
    }

    @Override
    public void close() throws IOException {
        try (compressed) {
            if (decompressed != null) {
                decompressed.close();
            }
        }
    }
}
