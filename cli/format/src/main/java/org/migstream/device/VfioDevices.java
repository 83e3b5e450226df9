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
public final class VfioDevices implements Closeable {
    /** A configuration takes up to 37 KiB; a machine has some tens of devices. */
    private static final int MAX_DEVICES = 256;

    private final boolean digesting;
    private final StateStore store;
    private final Overflow overflow;
    private final DataTap tap;
    private final Map<SectionKey, VfioDevice> devices = new LinkedHashMap<>();

    /**
     * None yet.
     *
     * @param digesting whether the SHA-256 of each device's bytes will be asked for
     * @param store keeps their bytes for a second reading
     * @param overflow takes those that it has no room for
     * @param tap takes them, too; null for nobody
     */
    public VfioDevices(boolean digesting, StateStore store, Overflow overflow, DataTap tap) {
        this.digesting = digesting;
        this.store = store;
        this.overflow = overflow;
        this.tap = tap;
    }

    /** Takes the record that the reader stands at, inside {@code section}. */
    public void record(Section section, VfioRecord record, MigrationReader reader) throws IOException {
        device(section.key(), record.offset()).record(section, record, reader);
    }

    /** The device of that name; made known if it is new. */
    public VfioDevice device(SectionKey key, long offset) throws IOException {
        VfioDevice device = devices.get(key);
        if (device == null) {
            if (devices.size() == MAX_DEVICES) {
                throw new LimitExceededException(
                        "vfio.too-many-devices", offset, "more than " + MAX_DEVICES + " VFIO devices");
            }
            device = new VfioDevice(key, digesting, store, overflow, tap);
            devices.put(key, device);
            if (tap != null) {
                tap.known(device);
            }
        }
        return device;
    }

    /** All of them. */
    public List<VfioDevice> all() {
        return new ArrayList<>(devices.values());
    }

    @Override
    public void close() throws IOException {
        for (VfioDevice device : devices.values()) {
            device.close();
        }
    }
}
