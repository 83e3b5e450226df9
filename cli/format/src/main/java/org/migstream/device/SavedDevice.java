// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.SpillList;
import org.migstream.io.StreamException;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/**
 * One VFIO device of a stream, assembled from its sections. The data bytes of the device are one sequence: first those of
 * the PART sections, which QEMU sends while the guest runs, then those of the END section or of multifd packets.
 */
public final class SavedDevice implements Closeable {
    private final @Nullable SectionKey key;
    private final boolean digest;
    private final DeviceDataReader data;
    private final SpillList<VfioRecordEntry> records;
    private @Nullable VfioConfig config;
    private long largestRecord;
    private int initDataSentCount;
    private boolean inMainStream;
    private boolean overMultifd;
    private boolean packetsMissing;
    private boolean endReached;

    /** @param key null for raw data */
    SavedDevice(@Nullable SectionKey key, DeviceDataReader.Options options) {
        this.key = key;
        this.digest = options.digest();
        this.data = new DeviceDataReader(this, options);
        this.records = new SpillList<>(VfioRecordEntry.CODEC);
    }

    private SavedDevice(SavedDevice original, @Nullable VfioConfig config) {
        this.key = original.key;
        this.digest = original.digest;
        this.data = original.data;
        this.records = original.records;
        this.config = config;
        this.largestRecord = original.largestRecord;
        this.initDataSentCount = original.initDataSentCount;
        this.inMainStream = original.inMainStream;
        this.overMultifd = original.overMultifd;
        this.packetsMissing = original.packetsMissing;
        this.endReached = original.endReached;
    }

    /**
     * Returns a copy whose configuration has no serial numbers. It shares records and data with this device: do not close
     * it, and add nothing to it.
     */
    public SavedDevice withoutSerialNumbers() {
        return new SavedDevice(this, config == null ? null : config.withoutSerialNumbers());
    }

    /**
     * Returns a device for raw device data. Such a device is not part of a stream and has no name.
     *
     * @param digest whether the SHA-256 of the data is needed
     * @param store keeps the data for a second reading; null if there is none
     */
    public static SavedDevice ofRawData(boolean digest, @Nullable DeviceDataStore store) {
        return new SavedDevice(null, new DeviceDataReader.Options(digest, store, SpillHandler.DISCARD, null));
    }

    /**
     * Returns a stream that reads a whole source as the data of this device. May be called only once, and only for a
     * device of raw data.
     */
    public InputStream openRawData(ByteSource source) throws IOException {
        return data.openRawData(source);
    }

    /** Adds the record at the reader's position and reads its body. */
    void addRecord(Section section, VfioRecord record, MigrationReader reader) throws IOException {
        inMainStream = true;
        try {
            if (record instanceof VfioRecord.Data) {
                largestRecord = Math.max(largestRecord, record.bodyLength());
                data.readRecord(section.kind(), record, reader);
            } else if (record instanceof VfioRecord.Config saved) {
                config = VfioConfig.of(saved, reader.body(), null, digest);
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
        endReached |= kind == Section.Kind.END && record.tag() == VfioRecord.Tag.END_OF_STATE;
        if (kind == Section.Kind.FULL && config == null && record.tag() != VfioRecord.Tag.DEV_CONFIG_STATE) {
            overMultifd = true;
        }
    }

    /**
     * Adds a packet of stop-copy data. The caller adds the packets in the order of their indexes.
     *
     * @param content the bytes; null if they could not be kept
     */
    public void addDataPacket(VfioRecordEntry entry, DeviceDataStore.@Nullable DataRange content) throws IOException {
        overMultifd = true;
        largestRecord = Math.max(largestRecord, entry.dataLength());
        records.add(entry);
        data.readPacket(entry.dataLength(), content);
    }

    /** Adds a packet with the configuration. */
    public void addConfigPacket(VfioRecordEntry entry, VfioConfig saved) throws IOException {
        overMultifd = true;
        records.add(entry);
        config = saved;
    }

    /** Returns the idstr and instance id of the device; null for raw data. */
    public @Nullable SectionKey key() {
        return key;
    }

    /**
     * Returns the idstr and instance id of a device of a stream.
     *
     * @throws IllegalStateException for raw data
     */
    public SectionKey requiredKey() {
        if (key == null) {
            throw new IllegalStateException("raw device data have no section key");
        }
        return key;
    }

    /**
     * Returns all records in the order of the stream, then the packets of multifd channels in the order of their
     * indexes.
     */
    public SpillList<VfioRecordEntry> records() {
        return records;
    }

    /** Returns the length of the longest data record or packet in bytes. */
    public long largestRecord() {
        return largestRecord;
    }

    /** Returns the counter of the data bytes in PART sections. */
    public ByteCounter preCopyBytes() {
        return data.preCopyBytes();
    }

    /** Returns the counter of the data bytes in END sections or packets. */
    public ByteCounter stopCopyBytes() {
        return data.stopCopyBytes();
    }

    /** Returns the counter of all data bytes, in the order in which a destination restores them. */
    public ByteCounter totalBytes() {
        return data.totalBytes();
    }

    /** Returns all data bytes for a second reading. */
    public DeviceData deviceData() {
        return data.deviceData();
    }

    /** Returns the saved configuration; null if the stream has none. */
    public @Nullable VfioConfig config() {
        return config;
    }

    /** Returns the number of DEV_INIT_DATA_SENT records, which end the initial data. */
    int initDataSentCount() {
        return initDataSentCount;
    }

    /** Returns whether the main stream has sections of the device. */
    public boolean isInMainStream() {
        return inMainStream;
    }

    /**
     * Returns whether the framing of the device is whole: the END_OF_STATE of its END section and its configuration were
     * read, and no packet of a channel is missing.
     */
    public boolean isFramingWhole() {
        return endReached && config != null && !hasUnreadMultifdData();
    }

    /** Returns whether the state was sent over multifd channels. The main stream then has only placeholders. */
    public boolean isSentOverMultifd() {
        return overMultifd;
    }

    /** Records that packets of the device are missing. */
    public void markPacketsMissing() {
        packetsMissing = true;
    }

    /** Returns whether a part of the state is on multifd channels that were not read completely. */
    public boolean hasUnreadMultifdData() {
        return overMultifd
                && (!inMainStream || packetsMissing || stopCopyBytes().bytes() == 0);
    }

    @Override
    public void close() throws IOException {
        records.close();
        data.deviceData().close();
    }
}
