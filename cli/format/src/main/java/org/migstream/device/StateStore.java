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
import org.migstream.io.Scratch;
import org.migstream.io.Slice;

/**
 * Where the devices' own bytes can be read once more, device by device, when the pass over the stream has found and
 * ordered them. A file is simply read again; what comes through a pipe is copied aside, up to a limit. What is beyond is
 * for an {@link Overflow}.
 */
public final class StateStore implements Closeable {
    /** How much of a pipe is copied aside unless the user says otherwise: bytes. */
    public static final long DEFAULT_LIMIT = 256L << 20;

    private final Scratch scratch = new Scratch();
    private final Place copies = scratch::read;
    private final Map<ByteSource, Place> sources = new IdentityHashMap<>();
    private final long limit;
    private IOException failure;

    /** Something out of which bytes can be read in any order. */
    @FunctionalInterface
    public interface Place {
        InputStream read(long offset, long count) throws IOException;
    }

    /**
     * Some bytes that can be read again.
     *
     * @param place where
     * @param offset of the first
     * @param length how many
     */
    public record Piece(Place place, long offset, long length) {
        /** Reads them. */
        public InputStream open() throws IOException {
            return place.read(offset, length);
        }

        /** Whether the other piece begins where this one ends. */
        boolean continuedBy(Piece next) {
            return place == next.place && offset + length == next.offset;
        }

        /** Both, of which the other one continues this. */
        Piece and(Piece next) {
            return new Piece(place, offset, length + next.length);
        }
    }

    /** @param limit how many bytes of pipes may be copied aside, together */
    public StateStore(long limit) {
        this.limit = limit;
    }

    /** Bytes of a source that can be read out of order, where they are. */
    public Piece piece(ByteSource source, long offset, long count) {
        Place place = sources.computeIfAbsent(source, s -> (from, length) -> new Slice(s, from, from + length));
        return new Piece(place, offset, count);
    }

    /** Copies bytes aside; null when there is no room for them. */
    public Piece copy(byte[] from, int count) {
        if (failure != null || scratch.length() + count > limit) {
            return null;
        }
        Piece piece = new Piece(copies, scratch.length(), count);
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
    public Piece copy(InputStream from) throws IOException {
        Copy copy = new Copy();
        return copy.takeAll(from) ? copy.piece() : null;
    }

    /** Copies all bytes of a stream aside, where without them there is no result. */
    public Piece copied(InputStream from) throws IOException {
        Piece all = copy(from);
        if (all == null) {
            throw new IOException(reasonForLoss(), failure);
        }
        return all;
    }

    /** A stream that is copied aside as a whole, if there is room for it, and can be read from its start if there is not. */
    final class Copy {
        private final byte[] buffer = new byte[1 << 16];
        private Piece kept = new Piece(copies, scratch.length(), 0);
        private int unkept;

        /** Copies; returns false when there is no more room. */
        boolean takeAll(InputStream from) throws IOException {
            for (int count; (count = from.read(buffer)) >= 0; ) {
                Piece more = copy(buffer, count);
                if (more == null) {
                    unkept = count;
                    return false;
                }
                kept = kept.and(more);
            }
            return true;
        }

        /** What was copied. */
        Piece piece() {
            return kept;
        }

        /** All that was read from the stream, and then the rest of it. */
        InputStream followedBy(InputStream rest) throws IOException {
            return new SequenceInputStream(
                    Collections.enumeration(List.of(kept.open(), new ByteArrayInputStream(buffer, 0, unkept), rest)));
        }
    }

    /** Why there was no room, for people. */
    public String reasonForLoss() {
        return failure == null
                ? "more than " + limit + " bytes of device data came through a pipe or compressed"
                : failure.getMessage();
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
