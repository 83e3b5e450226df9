// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.migstream.io.BlockInputStream;
import org.migstream.io.InputFindingCodes;
import org.migstream.io.IoErrorText;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.StreamException;
import org.migstream.io.TruncatedStreamException;

/**
 * Decompresses a container up to a limit. Returns all bytes before the end, the damage or the limit, and reports errors at
 * their offset in the decompressed bytes.
 */
final class ContainerInputStream extends BlockInputStream {
    private final ContainerFormat container;
    private final CountingInputStream compressed;
    private final LongSupplier maxOutput;
    private @Nullable InputStream decompressed;
    private long position;
    private @Nullable IOException failure;

    /** @param maxOutput returns how many decompressed bytes are allowed now; this number may grow with each read */
    ContainerInputStream(ContainerFormat container, InputStream compressed, LongSupplier maxOutput) {
        this.container = container;
        this.compressed = new CountingInputStream(compressed);
        this.maxOutput = maxOutput;
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
            failure = toReportedException(container.decompressor().translate(e), IoErrorText.of(e));
        } catch (RuntimeException e) {
            // Libraries throw an index out of bounds or similar for some damage.
            failure = toReportedException(e, "invalid data");
        }
        throw failure;
    }

    private int readLimited(byte[] into, int from, int length) throws IOException {
        if (decompressed == null) {
            decompressed = container.decompressor().open(compressed);
        }
        long allowed = maxOutput.getAsLong();
        if (position < allowed) {
            return decompressed.read(into, from, (int) Math.min(length, allowed - position));
        }
        if (decompressed.read() < 0) {
            return -1;
        }
        throw LimitExceededException.ofMaxOutput(allowed, container.label());
    }

    /**
     * Returns the exception to throw. An error of the compressed input takes precedence, because it makes this
     * container look damaged.
     */
    private IOException toReportedException(Exception e, String damage) {
        Exception cause = compressed.failure() != null ? compressed.failure() : e;
        if (cause instanceof StreamException streamException) {
            return streamException.withOffset(position);
        }
        if (compressed.failure() != null) {
            return compressed.failure();
        }
        if (compressed.hasEnded()) {
            return new TruncatedStreamException(position);
        }
        return new MalformedStreamException(
                InputFindingCodes.damagedContainer(container.label()),
                position,
                "the " + container.label() + " data is damaged: " + damage);
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
