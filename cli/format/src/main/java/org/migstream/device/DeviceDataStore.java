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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.IoErrorText;
import org.migstream.io.SpillBuffer;
import org.migstream.io.TemporaryFiles;

/**
 * Keeps the data of devices for a second reading, device by device, after the stream has been read. For a file, it keeps
 * ranges of the file. For a pipe, it copies the bytes to a temporary file up to a limit; further bytes go to a {@link
 * SpillHandler}.
 */
public final class DeviceDataStore implements Closeable {
    /** The default limit of copied bytes. */
    public static final long DEFAULT_LIMIT = 256L << 20;

    private final SpillBuffer copies = new SpillBuffer();
    private final RangeSource copySource = copies::openRange;
    private final IdentityHashMap<ByteSource, RangeSource> sources = new IdentityHashMap<>();
    private final long limit;
    private @Nullable IOException failure;

    /** Opens ranges of bytes in any order. */
    @FunctionalInterface
    public interface RangeSource {
        InputStream open(long offset, long count) throws IOException;
    }

    /**
     * A range of bytes that can be read again.
     *
     * @param source that holds the bytes
     * @param offset of the first byte in the source
     * @param length the number of bytes
     */
    public record DataRange(RangeSource source, long offset, long length) {
        /** Returns a stream of the bytes. */
        public InputStream open() throws IOException {
            return source.open(offset, length);
        }

        /** Returns whether the other range starts where this one ends. */
        boolean isFollowedBy(DataRange next) {
            return source == next.source && offset + length == next.offset;
        }

        /** Returns this range and the following one as one range. */
        DataRange joinWith(DataRange next) {
            return new DataRange(source, offset, length + next.length);
        }
    }

    /**
     * Creates an empty store.
     *
     * @param limit the maximum number of copied bytes of all pipes together
     */
    public DeviceDataStore(long limit) {
        this.limit = limit;
    }

    /** Returns a range of a seekable source. Copies nothing. */
    public DataRange rangeOf(ByteSource source, long offset, long count) {
        return new DataRange(sources.computeIfAbsent(source, s -> s::openRange), offset, count);
    }

    /**
     * Copies bytes to the store and returns their range; empty if the store has no room.
     *
     * @throws TemporaryFiles.LimitException if the temporary files would exceed their limit: no verdict may depend on it
     */
    public Optional<DataRange> copy(byte[] from, int count) throws TemporaryFiles.LimitException {
        if (failure != null || copies.length() + count > limit) {
            return Optional.empty();
        }
        DataRange range = new DataRange(copySource, copies.length(), count);
        try {
            copies.write(from, 0, count);
            return Optional.of(range);
        } catch (TemporaryFiles.LimitException e) {
            throw e;
        } catch (IOException e) {
            // If the disk is full, the report is complete except for the decoded state, so the error is not thrown.
            failure = e;
            return Optional.empty();
        }
    }

    /**
     * Copies all bytes of a stream to the store and returns their range. If the store has no room, the result is empty
     * and the stream is partly read.
     */
    public Optional<DataRange> copy(InputStream from) throws IOException {
        CopyAttempt copy = new CopyAttempt();
        return copy.copyAll(from) ? Optional.of(copy.copied()) : Optional.empty();
    }

    /**
     * Copies all bytes of a stream to the store and returns their range.
     *
     * @throws IOException if the store has no room
     */
    public DataRange copyOrThrow(InputStream from) throws IOException {
        return copy(from).orElseThrow(() -> new IOException(lossReason(), failure));
    }

    /** Copies a stream to the store. If the store has no room, the stream can be read again from its start. */
    final class CopyAttempt {
        private final byte[] buffer = new byte[1 << 16];
        private DataRange copied = new DataRange(copySource, copies.length(), 0);
        private int uncopiedCount;

        /** Copies the stream. Returns false if the store has no more room. */
        boolean copyAll(InputStream from) throws IOException {
            for (int count; (count = from.read(buffer)) >= 0; ) {
                Optional<DataRange> more = copy(buffer, count);
                if (more.isEmpty()) {
                    uncopiedCount = count;
                    return false;
                }
                copied = copied.joinWith(more.get());
            }
            return true;
        }

        /** Returns the copied bytes. */
        DataRange copied() {
            return copied;
        }

        /** Returns a stream of all bytes read so far, followed by the rest. */
        InputStream replayThen(InputStream rest) throws IOException {
            return new SequenceInputStream(Collections.enumeration(
                    List.of(copied.open(), new ByteArrayInputStream(buffer, 0, uncopiedCount), rest)));
        }
    }

    /** Returns the reason why the store has no room, for messages. */
    public String lossReason() {
        return failure == null
                ? "the device data from a pipe or a compressed file exceeds the limit of " + limit + " bytes"
                : IoErrorText.of(failure);
    }

    @Override
    public void close() throws IOException {
        copies.close();
    }
}
