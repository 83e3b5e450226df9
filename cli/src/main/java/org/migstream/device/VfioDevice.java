// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
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
    private VfioConfig config;
    private int initDataSent;
    private boolean inMainStream;
    private boolean overMultifd;

    VfioDevice(SectionKey key, boolean digesting) {
        this.key = key;
        this.digesting = digesting;
        preCopy = new ByteTally(digesting);
        stopCopy = new ByteTally(digesting);
        data = new ByteTally(digesting);
    }

    /** Takes the record that the reader stands at, and its body. */
    void record(Section section, VfioRecord record, MigrationReader reader) throws IOException {
        inMainStream = true;
        try {
            if (record instanceof VfioRecord.Data) {
                data(section.kind() == Section.Kind.PART ? preCopy : stopCopy, record, reader);
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

    private void data(ByteTally phase, VfioRecord record, MigrationReader reader) throws IOException {
        if (digesting) {
            copy(reader.body(), phase);
            return;
        }
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

    private void copy(InputStream body, ByteTally phase) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = body.read(buffer)) >= 0; ) {
            phase.add(buffer, count);
            data.add(buffer, count);
        }
    }

    /**
     * Takes a packet of stop-copy data; packets come in the order of their indexes.
     *
     * @param content its bytes; null if nobody wants to see them
     */
    public void packetData(RecordEntry entry, InputStream content) throws IOException {
        overMultifd = true;
        records.add(entry);
        if (digesting) {
            copy(content, stopCopy);
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

    /** What names it. */
    public SectionKey key() {
        return key;
    }

    /** All its records, in wire order; those of channels behind them, in the order of their indexes. */
    public Spool<RecordEntry> records() {
        return records;
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

    @Override
    public void close() throws IOException {
        records.close();
    }
}
