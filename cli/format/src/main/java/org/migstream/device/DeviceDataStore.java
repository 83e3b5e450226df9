// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.migstream.io.ByteSource;
import org.migstream.io.ByteSourceInputStream;
import org.migstream.io.SpillBuffer;

/**
 * Where the devices' own bytes can be read once more, device by device, when the pass over the stream has found and
 * ordered them. A file is simply read again; what comes through a pipe is copied aside, up to a limit. What is beyond is
 * for an {@link SpillHandler}.
 */
public final class DeviceDataStore implements Closeable {
    /** How much of a pipe is copied aside unless the user says otherwise: bytes. */
    public static final long DEFAULT_LIMIT = 256L << 20;

    private final SpillBuffer scratch = new SpillBuffer();
    private final RangeSource copySource = scratch::openRange;
    private final Map<ByteSource, RangeSource> sources = new IdentityHashMap<>();
    private final long limit;
    private IOException failure;

    /** Something out of which bytes can be read in any order. */
    @FunctionalInterface
    public interface RangeSource {
        InputStream open(long offset, long count) throws IOException;
    }

    /**
     * Some bytes that can be read again.
     *
     * @param source where
     * @param offset of the first
     * @param length how many
     */
    public record DataRange(RangeSource source, long offset, long length) {
        /** Reads them. */
        public InputStream open() throws IOException {
            return source.open(offset, length);
        }

        /** Whether the other piece begins where this one ends. */
        boolean isFollowedBy(DataRange next) {
            return source == next.source && offset + length == next.offset;
        }

        /** Both, of which the other one continues this. */
        DataRange joinWith(DataRange next) {
            return new DataRange(source, offset, length + next.length);
        }
    }

    /** @param limit how many bytes of pipes may be copied aside, together */
    public DeviceDataStore(long limit) {
        this.limit = limit;
    }

    /** Bytes of a source that can be read out of order, where they are. */
    public DataRange rangeOf(ByteSource source, long offset, long count) {
        RangeSource place = sources.computeIfAbsent(
                source, s -> (from, length) -> new ByteSourceInputStream(s, from, from + length));
        return new DataRange(place, offset, count);
    }

    /** Copies bytes aside; null when there is no room for them. */
    public DataRange copy(byte[] from, int count) {
        if (failure != null || scratch.length() + count > limit) {
            return null;
        }
        DataRange piece = new DataRange(copySource, scratch.length(), count);
        try {
            scratch.write(from, 0, count);
            return piece;
        } catch (IOException e) {
            // A full disk costs the decoded state, not the report.
            failure = e;
            return null;
        }
    }

    /** Copies all bytes of a stream aside; null when there is no room for them, and some are read nevertheless. */
    public DataRange copy(InputStream from) throws IOException {
        CopyAttempt copy = new CopyAttempt();
        return copy.copyAll(from) ? copy.copied() : null;
    }

    /** Copies all bytes of a stream aside, where without them there is no result. */
    public DataRange copyOrThrow(InputStream from) throws IOException {
        DataRange all = copy(from);
        if (all == null) {
            throw new IOException(lossReason(), failure);
        }
        return all;
    }

    /** A stream that is copied aside as a whole, if there is room for it, and can be read from its start if there is not. */
    final class CopyAttempt {
        private final byte[] buffer = new byte[1 << 16];
        private DataRange copied = new DataRange(copySource, scratch.length(), 0);
        private int uncopiedCount;

        /** Copies; returns false when there is no more room. */
        boolean copyAll(InputStream from) throws IOException {
            for (int count; (count = from.read(buffer)) >= 0; ) {
                DataRange more = copy(buffer, count);
                if (more == null) {
                    uncopiedCount = count;
                    return false;
                }
                copied = copied.joinWith(more);
            }
            return true;
        }

        /** What was copied. */
        DataRange copied() {
            return copied;
        }

        /** All that was read from the stream, and then the rest of it. */
        InputStream replayThen(InputStream rest) throws IOException {
            return new SequenceInputStream(Collections.enumeration(
                    List.of(copied.open(), new ByteArrayInputStream(buffer, 0, uncopiedCount), rest)));
        }
    }

    /** Why there was no room, for people. */
    public String lossReason() {
        return failure == null
                ? "more than " + limit + " bytes of device data came through a pipe or compressed"
                : failure.getMessage();
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
