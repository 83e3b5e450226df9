// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.migstream.io.LimitExceededException;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/** The VFIO devices of a stream, in the order in which they appear. */
public final class SavedDevices implements Closeable {
    /** A configuration takes up to 37 KiB; a machine has some tens of devices. */
    private static final int MAX_DEVICES = 256;

    private final boolean digesting;
    private final DeviceDataStore store;
    private final SpillHandler spillHandler;
    private final DeviceDataListener listener;
    private final Map<SectionKey, SavedDevice> devices = new LinkedHashMap<>();

    /**
     * None yet.
     *
     * @param digesting whether the SHA-256 of each device's bytes will be asked for
     * @param store keeps their bytes for a second reading
     * @param overflow takes those that it has no room for
     * @param tap takes them, too; null for nobody
     */
    public SavedDevices(boolean digesting, DeviceDataStore store, SpillHandler overflow, DeviceDataListener tap) {
        this.digesting = digesting;
        this.store = store;
        this.spillHandler = overflow;
        this.listener = tap;
    }

    /** Takes the record that the reader stands at, inside {@code section}. */
    public void addRecord(Section section, VfioRecord record, MigrationReader reader) throws IOException {
        getOrCreate(section.key(), record.offset()).addRecord(section, record, reader);
    }

    /** The device of that name; made known if it is new. */
    public SavedDevice getOrCreate(SectionKey key, long offset) throws IOException {
        SavedDevice device = devices.get(key);
        if (device == null) {
            if (devices.size() == MAX_DEVICES) {
                throw new LimitExceededException(
                        "vfio.too-many-devices", offset, "more than " + MAX_DEVICES + " VFIO devices");
            }
            device = new SavedDevice(key, digesting, store, spillHandler, listener);
            devices.put(key, device);
            if (listener != null) {
                listener.deviceAdded(device);
            }
        }
        return device;
    }

    /** All of them. */
    public List<SavedDevice> all() {
        return new ArrayList<>(devices.values());
    }

    @Override
    public void close() throws IOException {
        for (SavedDevice device : devices.values()) {
            device.close();
        }
    }
}
