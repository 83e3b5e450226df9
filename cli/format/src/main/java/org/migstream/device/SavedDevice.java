// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.migstream.io.ByteSource;
import org.migstream.io.SpillList;
import org.migstream.io.StreamException;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/**
 * One VFIO device, put together from the sections over which a stream scatters it. The device's own bytes are one
 * sequence: those of the PART sections, sent while the guest ran, then those of the END section or of multifd packets.
 */
public final class SavedDevice implements Closeable {
    private final SectionKey key;
    private final boolean digesting;
    private final ByteCounter preCopy;
    private final ByteCounter stopCopy;
    private final ByteCounter data;
    private final SpillList<VfioRecordEntry> records = new SpillList<>(VfioRecordEntry.CODEC);
    private final DeviceDataStore store;
    private final SpillHandler spillHandler;
    private final DeviceDataListener listener;
    private final DeviceData deviceData = new DeviceData();
    /** Takes what could not be kept; null while all could. */
    private SpillHandler.Sink spillSink;

    private VfioConfig config;
    private long largestRecord;
    private int initDataSentCount;
    private boolean inMainStream;
    private boolean overMultifd;
    private boolean packetsMissing;

    /** @param tap takes what cannot be kept, along with the overflow; null for nobody */
    SavedDevice(
            SectionKey key, boolean digesting, DeviceDataStore store, SpillHandler overflow, DeviceDataListener tap) {
        this.key = key;
        this.digesting = digesting;
        this.store = store;
        this.spillHandler = overflow;
        this.listener = tap;
        preCopy = new ByteCounter(digesting);
        stopCopy = new ByteCounter(digesting);
        data = new ByteCounter(digesting);
    }

    /**
     * The device of raw data, which come without a stream around them: nothing says which it is.
     *
     * @param store keeps them for a second reading; null if nobody will want one
     */
    public static SavedDevice ofRawData(boolean digesting, DeviceDataStore store) {
        return new SavedDevice(null, digesting, store, SpillHandler.DISCARD, null);
    }

    /** Reads a whole input as this device's data, once; to be called for the device of raw data alone. */
    public InputStream openRawData(ByteSource source) throws IOException {
        if (store != null && source.isSeekable()) {
            deviceData.append(store.rangeOf(source, source.position(), source.remaining()));
        }
        return new RawDataInputStream(
                source, data, digesting, store != null && !source.isSeekable() ? this::keepOrSpill : null);
    }

    /** Takes the record that the reader stands at, and its body. */
    void addRecord(Section section, VfioRecord record, MigrationReader reader) throws IOException {
        inMainStream = true;
        try {
            if (record instanceof VfioRecord.Data) {
                largestRecord = Math.max(largestRecord, record.bodyLength());
                data(section.kind(), record, reader);
            } else if (record instanceof VfioRecord.Config saved) {
                config = VfioConfig.of(saved, reader.body(), null, digesting);
            }
        } catch (StreamException e) {
            records.add(VfioRecordEntry.of(section.kind(), record, false));
            throw e;
        }
        records.add(VfioRecordEntry.of(section.kind(), record, true));
        updateFlags(section.kind(), record);
    }

    private void updateFlags(Section.Kind kind, VfioRecord record) {
        if (record.tag() == VfioRecord.Tag.DEV_INIT_DATA_SENT) {
            initDataSentCount++;
        }
        if (kind == Section.Kind.FULL && config == null && record.tag() != VfioRecord.Tag.DEV_CONFIG_STATE) {
            overMultifd = true;
        }
    }

    private void data(Section.Kind kind, VfioRecord record, MigrationReader reader) throws IOException {
        ByteCounter phase = kind == Section.Kind.PART ? preCopy : stopCopy;
        boolean again = reader.source().isSeekable();
        if (listener != null && !again) {
            keepOrForward(kind, phase, record, reader.body());
            return;
        }
        long before = data.bytes();
        enableDigestForListener();
        try {
            if (data.isDigesting() || !again) {
                readBody(reader.body(), phase, !again);
            } else {
                skipBody(phase, record, reader);
            }
        } finally {
            if (again) {
                deviceData.append(store.rangeOf(reader.source(), record.bodyOffset(), data.bytes() - before));
            }
        }
    }

    /** Whoever restores it reads files once more, and has to find the same. */
    private void enableDigestForListener() {
        if (listener != null && data.bytes() == 0 && !digesting) {
            data.enableDigest();
        }
    }

    /** A record is kept as a whole or not at all: what is tapped must not begin in the middle of one. */
    private void keepOrForward(Section.Kind kind, ByteCounter phase, VfioRecord record, InputStream body)
            throws IOException {
        InputStream counted = new TeeInputStream(body, (bytes, from, count) -> {
            phase.add(bytes, from, count);
            data.add(bytes, from, count);
        });
        DeviceDataStore.CopyAttempt copy = store.new CopyAttempt();
        try {
            if (spillSink == null && copy.copyAll(counted)) {
                deviceData.append(copy.copied());
                return;
            }
        } catch (StreamException e) {
            deviceData.append(copy.copied());
            throw e;
        }
        spillSink = spillSink == null ? spillHandler.openSink(this) : spillSink;
        try (InputStream all = new TeeInputStream(copy.replayThen(counted), spillSink)) {
            if (record.bodyLength() > 0) {
                listener.dataRecord(this, kind, record.bodyLength(), all);
            }
            all.transferTo(OutputStream.nullOutputStream());
        } finally {
            deviceData.append(null);
        }
    }

    private void skipBody(ByteCounter phase, VfioRecord record, MigrationReader reader) throws IOException {
        long there = record.bodyLength();
        try {
            reader.skipBody();
        } catch (StreamException e) {
            there = e.offset() - record.bodyOffset();
            throw e;
        } finally {
            phase.addUnread(there);
            data.addUnread(there);
        }
    }

    /** @param copying whether the bytes will not come again */
    private void readBody(InputStream body, ByteCounter phase, boolean copying) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = body.read(buffer)) >= 0; ) {
            phase.add(buffer, 0, count);
            data.add(buffer, 0, count);
            if (copying) {
                keepOrSpill(buffer, count);
            }
        }
    }

    private void keepOrSpill(byte[] bytes, int count) throws IOException {
        DeviceDataStore.DataRange copy = spillSink == null ? store.copy(bytes, count) : null;
        if (copy == null) {
            spillSink = spillSink == null ? spillHandler.openSink(this) : spillSink;
            spillSink.write(bytes, 0, count);
        }
        deviceData.append(copy);
    }

    /**
     * Takes a packet of stop-copy data; packets come in the order of their indexes.
     *
     * @param content its bytes; null if they could not be kept
     */
    public void addDataPacket(VfioRecordEntry entry, DeviceDataStore.DataRange content) throws IOException {
        overMultifd = true;
        largestRecord = Math.max(largestRecord, entry.dataLength());
        records.add(entry);
        deviceData.append(content);
        if (digesting && content == null) {
            throw new IOException("no digest without the bytes: " + store.lossReason());
        }
        enableDigestForListener();
        if (content == null) {
            stopCopy.addUnread(entry.dataLength());
            data.addLost(entry.dataLength());
        } else if (data.isDigesting()) {
            readBody(content.open(), stopCopy, false);
        } else {
            stopCopy.addUnread(entry.dataLength());
            data.addUnread(entry.dataLength());
        }
    }

    /** Takes a packet with the configuration. */
    public void addConfigPacket(VfioRecordEntry entry, VfioConfig saved) throws IOException {
        overMultifd = true;
        records.add(entry);
        config = saved;
    }

    /** What names it; null for raw data. */
    public SectionKey key() {
        return key;
    }

    /** All its records, in wire order; those of channels behind them, in the order of their indexes. */
    public SpillList<VfioRecordEntry> records() {
        return records;
    }

    /** The length of the longest record or packet of its data, bytes. */
    public long largestRecord() {
        return largestRecord;
    }

    /** The device's bytes in PART sections. */
    public ByteCounter preCopy() {
        return preCopy;
    }

    /** The device's bytes in END sections or packets. */
    public ByteCounter stopCopy() {
        return stopCopy;
    }

    /** Both, in the order in which they are restored. */
    public ByteCounter data() {
        return data;
    }

    /** Both, to be read again. */
    public DeviceData deviceData() {
        return deviceData;
    }

    /** The saved configuration; null if none was in the stream. */
    public VfioConfig config() {
        return config;
    }

    /** How often it said that its initial data are complete. */
    int initDataSentCount() {
        return initDataSentCount;
    }

    /** Whether the main stream has sections of it. */
    public boolean isInMainStream() {
        return inMainStream;
    }

    /** Whether its state went over multifd channels, of which the main stream holds only placeholders. */
    public boolean isSentOverMultifd() {
        return overMultifd;
    }

    /** Takes note that packets of it are missing. */
    public void markPacketsMissing() {
        packetsMissing = true;
    }

    /** Whether a part of its state went over connections that have not been read, or not to their end. */
    public boolean hasUnreadMultifdData() {
        return overMultifd && (!inMainStream || packetsMissing || stopCopy.bytes() == 0);
    }

    @Override
    public void close() throws IOException {
        records.close();
        deviceData.close();
    }
}
