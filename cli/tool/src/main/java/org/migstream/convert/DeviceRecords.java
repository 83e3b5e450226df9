// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;
import org.migstream.device.DeviceDataStore;
import org.migstream.spi.PciId;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioRecord;

/** State and configuration of one device, for insertion into another stream. */
final class DeviceRecords {
    /** Maximum length of a data record in bytes: QEMU's VFIO_MIG_DEFAULT_DATA_BUFFER_SIZE. */
    private static final long MAX_RECORD_LENGTH = 1 << 20;

    private final TreeMap<Long, DeviceDataStore.DataRange> dataPieces = new TreeMap<>();
    private VfioRecord.@Nullable Config config;
    private byte[] configBody = {};
    private long configIndex = -1;

    /**
     * Adds a piece of state data.
     *
     * @param index position of the piece; pieces may arrive in any order
     * @return false if a piece with this index exists
     */
    boolean addData(long index, DeviceDataStore.DataRange piece) {
        return dataPieces.putIfAbsent(index, piece) == null;
    }

    /**
     * Adds the configuration.
     *
     * @param index position of the configuration among the pieces
     * @param body the bytes after the header of the record
     * @return false if a configuration exists
     */
    boolean addConfig(long index, VfioRecord.Config record, byte[] body) {
        boolean first = config == null;
        if (first) {
            config = record;
            configBody = body.clone();
            configIndex = index;
        }
        return first;
    }

    /** Returns whether neither data nor a configuration was added. */
    boolean isEmpty() {
        return dataPieces.isEmpty() && config == null;
    }

    /**
     * Returns the first missing index; -1 if none is missing. Indices count from 0, and the configuration has the last
     * index.
     */
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

    /** Returns whether {@link #addConfig} has added a configuration. */
    boolean hasConfig() {
        return config != null;
    }

    /** Returns the PCI id in the configuration; empty without a configuration, or if its layout is not known. */
    Optional<PciId> pciId() {
        return config == null ? Optional.empty() : pciId(config, configBody);
    }

    /**
     * Returns the PCI id in a configuration; empty if its layout is not known.
     *
     * @param body the bytes after the header of the record
     */
    static Optional<PciId> pciId(VfioRecord.Config record, byte[] body) {
        if (record.layout().spaceBytes() == 0 || body.length < VfioConfigLayout.SPACE_OFFSET + Integer.BYTES) {
            return Optional.empty();
        }
        ByteBuffer ids = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).position(VfioConfigLayout.SPACE_OFFSET);
        return Optional.of(new PciId(Short.toUnsignedInt(ids.getShort()), Short.toUnsignedInt(ids.getShort())));
    }

    /** Returns the data alone, without the configuration. */
    DeviceRecords withoutConfig() {
        DeviceRecords data = new DeviceRecords();
        data.dataPieces.putAll(dataPieces);
        return data;
    }

    /** Writes the DEV_CONFIG_STATE record. The caller must write END_OF_STATE after it. */
    void writeConfig(ElementSink out) throws IOException {
        out.accept(Objects.requireNonNull(config), new ByteArrayInputStream(configBody));
    }

    /** Writes the data as DEV_DATA_STATE records. */
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
