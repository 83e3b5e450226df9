// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.migstream.io.ByteSource;
import org.migstream.io.Spool;
import org.migstream.io.StreamException;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/**
 * One VFIO device, put together from the sections over which a stream scatters it. The device's own bytes are one
 * sequence: those of the PART sections, sent while the guest ran, then those of the END section or of multifd packets.
 */
public final class VfioDevice implements Closeable {
    private final SectionKey key;
    private final boolean digesting;
    private final ByteTally preCopy;
    private final ByteTally stopCopy;
    private final ByteTally data;
    private final Spool<RecordEntry> records = new Spool<>(RecordEntry.CODEC);
    private final StateStore store;
    private final Overflow overflow;
    private final DataTap tap;
    private final SavedState state = new SavedState();
    /** Takes what could not be kept; null while all could. */
    private Overflow.Sink unkept;

    private VfioConfig config;
    private long largestPiece;
    private int initDataSent;
    private boolean inMainStream;
    private boolean overMultifd;
    private boolean packetsMissing;

    /** @param tap takes what cannot be kept, along with the overflow; null for nobody */
    VfioDevice(SectionKey key, boolean digesting, StateStore store, Overflow overflow, DataTap tap) {
        this.key = key;
        this.digesting = digesting;
        this.store = store;
        this.overflow = overflow;
        this.tap = tap;
        preCopy = new ByteTally(digesting);
        stopCopy = new ByteTally(digesting);
        data = new ByteTally(digesting);
    }

    /**
     * The device of raw data, which come without a stream around them: nothing says which it is.
     *
     * @param store keeps them for a second reading; null if nobody will want one
     */
    public static VfioDevice ofRawData(boolean digesting, StateStore store) {
        return new VfioDevice(null, digesting, store, Overflow.LOSS, null);
    }

    /** Reads a whole input as this device's data, once; to be called for the device of raw data alone. */
    public InputStream rawData(ByteSource source) throws IOException {
        if (store != null && source.seekable()) {
            state.add(store.piece(source, source.position(), source.remaining()));
        }
        return new RawData(source, data, digesting, store != null && !source.seekable() ? this::keep : null);
    }

    /** Takes the record that the reader stands at, and its body. */
    void record(Section section, VfioRecord record, MigrationReader reader) throws IOException {
        inMainStream = true;
        try {
            if (record instanceof VfioRecord.Data) {
                largestPiece = Math.max(largestPiece, record.bodyLength());
                data(section.kind(), record, reader);
            } else if (record instanceof VfioRecord.Config saved) {
                config = VfioConfig.of(saved, reader.body(), null, digesting);
            }
        } catch (StreamException e) {
            records.add(RecordEntry.of(section.kind(), record, false));
            throw e;
        }
        records.add(RecordEntry.of(section.kind(), record, true));
        note(section.kind(), record);
    }

    private void note(Section.Kind kind, VfioRecord record) {
        if (record.tag() == VfioRecord.Tag.DEV_INIT_DATA_SENT) {
            initDataSent++;
        }
        if (kind == Section.Kind.FULL && config == null && record.tag() != VfioRecord.Tag.DEV_CONFIG_STATE) {
            overMultifd = true;
        }
    }

    private void data(Section.Kind kind, VfioRecord record, MigrationReader reader) throws IOException {
        ByteTally phase = kind == Section.Kind.PART ? preCopy : stopCopy;
        boolean again = reader.source().seekable();
        if (tap != null && !again) {
            keepOrTap(kind, phase, record, reader.body());
            return;
        }
        long before = data.bytes();
        digestForTap();
        try {
            if (data.isDigesting() || !again) {
                read(reader.body(), phase, !again);
            } else {
                skip(phase, record, reader);
            }
        } finally {
            if (again) {
                state.add(store.piece(reader.source(), record.bodyOffset(), data.bytes() - before));
            }
        }
    }

    /** Whoever restores it reads files once more, and has to find the same. */
    private void digestForTap() {
        if (tap != null && data.bytes() == 0 && !digesting) {
            data.digest();
        }
    }

    /** A record is kept as a whole or not at all: what is tapped must not begin in the middle of one. */
    private void keepOrTap(Section.Kind kind, ByteTally phase, VfioRecord record, InputStream body) throws IOException {
        InputStream counted = new Tapped(body, (bytes, from, count) -> {
            phase.add(bytes, from, count);
            data.add(bytes, from, count);
        });
        StateStore.Copy copy = store.new Copy();
        try {
            if (unkept == null && copy.takeAll(counted)) {
                state.add(copy.piece());
                return;
            }
        } catch (StreamException e) {
            state.add(copy.piece());
            throw e;
        }
        unkept = unkept == null ? overflow.of(this) : unkept;
        try (InputStream all = new Tapped(copy.followedBy(counted), unkept)) {
            if (record.bodyLength() > 0) {
                tap.take(this, kind, record.bodyLength(), all);
            }
            all.transferTo(OutputStream.nullOutputStream());
        } finally {
            state.add(null);
        }
    }

    private void skip(ByteTally phase, VfioRecord record, MigrationReader reader) throws IOException {
        long there = record.bodyLength();
        try {
            reader.skipBody();
        } catch (StreamException e) {
            there = e.offset() - record.bodyOffset();
            throw e;
        } finally {
            phase.count(there);
            data.count(there);
        }
    }

    /** @param copying whether the bytes will not come again */
    private void read(InputStream body, ByteTally phase, boolean copying) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = body.read(buffer)) >= 0; ) {
            phase.add(buffer, 0, count);
            data.add(buffer, 0, count);
            if (copying) {
                keep(buffer, count);
            }
        }
    }

    private void keep(byte[] bytes, int count) throws IOException {
        StateStore.Piece copy = unkept == null ? store.copy(bytes, count) : null;
        if (copy == null) {
            unkept = unkept == null ? overflow.of(this) : unkept;
            unkept.take(bytes, 0, count);
        }
        state.add(copy);
    }

    /**
     * Takes a packet of stop-copy data; packets come in the order of their indexes.
     *
     * @param content its bytes; null if they could not be kept
     */
    public void packetData(RecordEntry entry, StateStore.Piece content) throws IOException {
        overMultifd = true;
        largestPiece = Math.max(largestPiece, entry.dataLength());
        records.add(entry);
        state.add(content);
        if (digesting && content == null) {
            throw new IOException("no digest without the bytes: " + store.reasonForLoss());
        }
        digestForTap();
        if (content == null) {
            stopCopy.count(entry.dataLength());
            data.lost(entry.dataLength());
        } else if (data.isDigesting()) {
            read(content.open(), stopCopy, false);
        } else {
            stopCopy.count(entry.dataLength());
            data.count(entry.dataLength());
        }
    }

    /** Takes a packet with the configuration. */
    public void packetConfig(RecordEntry entry, VfioConfig saved) throws IOException {
        overMultifd = true;
        records.add(entry);
        config = saved;
    }

    /** What names it; null for raw data. */
    public SectionKey key() {
        return key;
    }

    /** All its records, in wire order; those of channels behind them, in the order of their indexes. */
    public Spool<RecordEntry> records() {
        return records;
    }

    /** The length of the longest record or packet of its data, bytes. */
    public long largestPiece() {
        return largestPiece;
    }

    /** The device's bytes in PART sections. */
    public ByteTally preCopy() {
        return preCopy;
    }

    /** The device's bytes in END sections or packets. */
    public ByteTally stopCopy() {
        return stopCopy;
    }

    /** Both, in the order in which they are restored. */
    public ByteTally data() {
        return data;
    }

    /** Both, to be read again. */
    public SavedState state() {
        return state;
    }

    /** The saved configuration; null if none was in the stream. */
    public VfioConfig config() {
        return config;
    }

    /** How often it said that its initial data are complete. */
    int initDataSent() {
        return initDataSent;
    }

    /** Whether the main stream has sections of it. */
    public boolean inMainStream() {
        return inMainStream;
    }

    /** Whether its state went over multifd channels, of which the main stream holds only placeholders. */
    public boolean sentOverMultifd() {
        return overMultifd;
    }

    /** Takes note that packets of it are missing. */
    public void packetsMissing() {
        packetsMissing = true;
    }

    /** Whether a part of its state went over connections that have not been read, or not to their end. */
    public boolean partlyElsewhere() {
        return overMultifd && (!inMainStream || packetsMissing || stopCopy.bytes() == 0);
    }

    @Override
    public void close() throws IOException {
        records.close();
        state.close();
    }
}
