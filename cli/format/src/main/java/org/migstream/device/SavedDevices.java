// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import static org.migstream.stream.StreamFindingCodes.VFIO_TOO_MANY_DEVICES;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.io.LimitExceededException;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/**
 * The VFIO devices of a stream, in the order of their first appearance. A {@link DeviceDataListener} receives their data
 * while the stream is read.
 */
public final class SavedDevices implements Closeable {
    /**
     * The maximum number of devices. A configuration needs up to 37 KiB of memory. A real machine has a few dozen
     * devices.
     */
    private static final int MAX_DEVICES = 256;

    private final DeviceDataReader.Options options;
    private final Map<SectionKey, SavedDevice> devices = new LinkedHashMap<>();

    /**
     * Creates an empty list of devices.
     *
     * @param digest whether the SHA-256 of each device's data is needed
     * @param store keeps the data for a second reading
     * @param spillHandler receives the data for which the store has no room
     * @param listener receives that data, too, record by record; null if there is none
     */
    public SavedDevices(
            boolean digest, DeviceDataStore store, SpillHandler spillHandler, @Nullable DeviceDataListener listener) {
        options = new DeviceDataReader.Options(digest, store, spillHandler, listener);
    }

    /** Adds the record at the reader's position, which is inside {@code section}. */
    public void addRecord(Section section, VfioRecord record, MigrationReader reader) throws IOException {
        getOrCreate(section.key(), record.offset()).addRecord(section, record, reader);
    }

    /**
     * Returns the device with a key; creates the device if the key is new.
     *
     * @param offset in the stream, for the error
     * @throws LimitExceededException if the stream has too many devices
     */
    public SavedDevice getOrCreate(SectionKey key, long offset) throws IOException {
        SavedDevice device = devices.get(key);
        if (device == null) {
            if (devices.size() == MAX_DEVICES) {
                throw new LimitExceededException(
                        VFIO_TOO_MANY_DEVICES, offset, "more than " + MAX_DEVICES + " VFIO devices");
            }
            device = new SavedDevice(key, options);
            devices.put(key, device);
            if (options.listener() != null) {
                options.listener().deviceAdded(device);
            }
        }
        return device;
    }

    /** Returns a copy of the list of devices. */
    public List<SavedDevice> all() {
        return new ArrayList<>(devices.values());
    }

    @Override
    public void close() throws IOException {
        for (SavedDevice device : devices.values()) {
            device.close();
        }
    }

    /**
     * Receives the data of devices while the stream is read, for a restore. If there is a listener, the digest of the
     * data of a file is computed, because a second reading must return the same bytes.
     */
    public interface DeviceDataListener {
        /** Called once for each device, at its first record. */
        void deviceAdded(SavedDevice device) throws IOException;

        /**
         * Called for each data record of the main stream that does not fit the {@link DeviceDataStore}, and for all
         * later records of the device. Before the first call, {@link SavedDevice#deviceData} holds all earlier bytes,
         * and {@link SavedDevice#records} their boundaries. After it, the data is marked as lost.
         *
         * @param kind of the section
         * @param length of the record in bytes, more than 0; the stream may end earlier
         * @param body the bytes, which can be read once; the caller skips the unread rest. A read at the end of a truncated
         *     stream throws
         */
        void dataRecord(SavedDevice device, Section.Kind kind, long length, InputStream body) throws IOException;
    }
}
