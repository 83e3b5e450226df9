// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.TreeMap;
import org.apache.commons.io.input.BoundedInputStream;
import org.migstream.device.DeviceDataStore;
import org.migstream.stream.VfioRecord;

/** What one device gave and how QEMU keeps its configuration, to be put into a stream that came another way. */
final class DeviceRecords {
    /** QEMU reads at most so much of a device at a time (VFIO_MIG_DEFAULT_DATA_BUFFER_SIZE). */
    private static final long MAX_RECORD_LENGTH = 1 << 20;

    private final TreeMap<Long, DeviceDataStore.DataRange> dataPieces = new TreeMap<>();
    private VfioRecord.Config config;
    private byte[] configBody;
    private long configIndex = -1;

    /**
     * Adds data.
     *
     * @param index orders the pieces, whatever the order in which they come
     * @return false if there is a piece of this index
     */
    boolean addData(long index, DeviceDataStore.DataRange piece) {
        return dataPieces.putIfAbsent(index, piece) == null;
    }

    /** Adds the configuration, likewise. */
    boolean addConfig(long index, VfioRecord.Config record, byte[] body) {
        boolean first = config == null;
        if (first) {
            config = record;
            configBody = body.clone();
            configIndex = index;
        }
        return first;
    }

    /** Whether nothing is known of it. */
    boolean isEmpty() {
        return dataPieces.isEmpty() && config == null;
    }

    /** The index of the first piece that is missing where they count from 0, and the configuration comes last; or -1. */
    long firstMissingIndex() {
        long next = 0;
        for (long index : dataPieces.keySet()) {
            if (index != next) {
                return next;
            }
            next++;
        }
        return configIndex == next ? -1 : next;
    }

    boolean hasConfig() {
        return config != null;
    }

    /** Passes on DEV_CONFIG_STATE; END_OF_STATE must follow. */
    void writeConfig(ElementSink out) throws IOException {
        out.accept(config, new ByteArrayInputStream(configBody));
    }

    /** Passes on the data as DEV_DATA_STATE records. */
    void writeData(ElementSink out) throws IOException {
        for (DeviceDataStore.DataRange piece : dataPieces.values()) {
            try (InputStream bytes = piece.open()) {
                for (long done = 0; done < piece.length(); done += MAX_RECORD_LENGTH) {
                    long length = Math.min(MAX_RECORD_LENGTH, piece.length() - done);
                    out.accept(new VfioRecord.Data(0, length), bounded(bytes, length));
                }
            }
        }
    }

    /** Returns the next {@code length} bytes as a stream that does not close {@code bytes}. */
    private static InputStream bounded(InputStream bytes, long length) throws IOException {
        return BoundedInputStream.builder()
                .setInputStream(bytes)
                .setMaxCount(length)
                .setPropagateClose(false)
                .get();
    }
}
