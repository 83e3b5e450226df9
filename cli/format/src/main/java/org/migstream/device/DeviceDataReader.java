// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.device.DeviceDataStore.DataRange;
import org.migstream.device.SavedDevices.DeviceDataListener;
import org.migstream.io.BlockInputStream;
import org.migstream.io.ByteSource;
import org.migstream.io.StreamException;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.VfioRecord;

/**
 * Reads the data bytes of one device, counts them and optionally computes their digest. There are four cases:
 *
 * <pre>
 *   file, no digest                   skipped; the range of the file is recorded
 *   file, digest                      read; the range of the file is recorded
 *   pipe, store not full              copied to the store
 *   pipe, store full                  passed to the sink of the SpillHandler and to the DeviceDataListener, if any
 * </pre>
 */
final class DeviceDataReader {
    private final SavedDevice device;
    private final Options options;
    private final ByteCounter preCopyBytes;
    private final ByteCounter stopCopyBytes;
    private final ByteCounter totalBytes;
    private final DeviceData deviceData = new DeviceData();
    /** Receives the bytes that do not fit the store; null while all bytes fit. */
    private SpillHandler.@Nullable Sink spillSink;

    /**
     * The treatment of the data of all devices of a stream.
     *
     * @param digest whether the SHA-256 of the data is needed
     * @param store keeps the data for a second reading; null for raw data that is read once
     * @param spillHandler receives the data for which the store has no room
     * @param listener receives that data, too, record by record; null if there is none
     */
    record Options(
            boolean digest,
            @Nullable DeviceDataStore store,
            SpillHandler spillHandler,
            @Nullable DeviceDataListener listener) {}

    DeviceDataReader(SavedDevice device, Options options) {
        this.device = device;
        this.options = options;
        preCopyBytes = new ByteCounter(options.digest);
        stopCopyBytes = new ByteCounter(options.digest);
        totalBytes = new ByteCounter(options.digest);
    }

    /** Returns the counter of the bytes in PART sections. */
    ByteCounter preCopyBytes() {
        return preCopyBytes;
    }

    /** Returns the counter of the bytes in END sections or packets. */
    ByteCounter stopCopyBytes() {
        return stopCopyBytes;
    }

    /** Returns the counter of all bytes. */
    ByteCounter totalBytes() {
        return totalBytes;
    }

    /** Returns all bytes for a second reading. */
    DeviceData deviceData() {
        return deviceData;
    }

    private DeviceDataStore store() {
        return Objects.requireNonNull(options.store, "data in records needs a store");
    }

    /** Reads the body of the data record at the reader's position. */
    void readRecord(Section.Kind kind, VfioRecord record, MigrationReader reader) throws IOException {
        ByteCounter phaseCounter = kind == Section.Kind.PART ? preCopyBytes : stopCopyBytes;
        boolean seekable = reader.source().isSeekable();
        if (options.listener != null && !seekable) {
            keepOrForward(options.listener, kind, phaseCounter, record, reader.body());
            return;
        }
        long before = totalBytes.bytes();
        enableDigestForListener();
        try {
            if (totalBytes.isDigesting() || !seekable) {
                readBody(reader.body(), phaseCounter, !seekable);
            } else {
                skipBody(phaseCounter, record, reader);
            }
        } finally {
            if (seekable) {
                deviceData.append(store().rangeOf(reader.source(), record.bodyOffset(), totalBytes.bytes() - before));
            }
        }
    }

    /** Turns on the digest if there is a listener, because the second reading of a file is compared with the first. */
    private void enableDigestForListener() {
        if (options.listener != null && totalBytes.bytes() == 0 && !options.digest) {
            totalBytes.enableDigest();
        }
    }

    /**
     * Copies a whole record to the store, or passes the whole record to the listener. The listener must not get only a
     * part of a record.
     */
    private void keepOrForward(
            DeviceDataListener listener,
            Section.Kind kind,
            ByteCounter phaseCounter,
            VfioRecord record,
            InputStream body)
            throws IOException {
        InputStream counted = new TeeInputStream(body, (bytes, from, count) -> {
            totalBytes.addPart(phaseCounter, bytes, from, count);
        });
        DeviceDataStore.CopyAttempt copy = store().new CopyAttempt();
        try {
            if (spillSink == null && copy.copyAll(counted)) {
                deviceData.append(copy.copied());
                return;
            }
        } catch (StreamException e) {
            deviceData.append(copy.copied());
            throw e;
        }
        try (InputStream all = new TeeInputStream(copy.replayThen(counted), openSpillSink())) {
            if (record.bodyLength() > 0) {
                listener.dataRecord(device, kind, record.bodyLength(), all);
            }
            all.transferTo(OutputStream.nullOutputStream());
        } finally {
            deviceData.markLost();
        }
    }

    private SpillHandler.Sink openSpillSink() throws IOException {
        SpillHandler.Sink sink = spillSink == null ? options.spillHandler.openSink(device) : spillSink;
        spillSink = sink;
        return sink;
    }

    private void skipBody(ByteCounter phaseCounter, VfioRecord record, MigrationReader reader) throws IOException {
        long skipped = record.bodyLength();
        try {
            reader.skipBody();
        } catch (StreamException e) {
            skipped = e.offset() - record.bodyOffset();
            throw e;
        } finally {
            phaseCounter.addUnread(skipped);
            totalBytes.addUnread(skipped);
        }
    }

    private void readBody(InputStream body, ByteCounter phaseCounter, boolean keep) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = body.read(buffer)) >= 0; ) {
            totalBytes.addPart(phaseCounter, buffer, 0, count);
            if (keep) {
                keepOrSpill(buffer, count);
            }
        }
    }

    private void keepOrSpill(byte[] bytes, int count) throws IOException {
        Optional<DataRange> copy = spillSink == null ? store().copy(bytes, count) : Optional.empty();
        if (copy.isEmpty()) {
            openSpillSink().write(bytes, 0, count);
        }
        deviceData.append(copy.orElse(null));
    }

    /**
     * Reads a packet of stop-copy data.
     *
     * @param length of the packet in bytes
     * @param content the bytes; null if they could not be kept
     */
    void readPacket(long length, @Nullable DataRange content) throws IOException {
        deviceData.append(content);
        if (options.digest && content == null) {
            throw new IOException(
                    "cannot compute the digest, because the bytes were not kept: " + store().lossReason());
        }
        enableDigestForListener();
        if (content == null) {
            stopCopyBytes.addUnread(length);
            totalBytes.addLost(length);
        } else if (totalBytes.isDigesting()) {
            readBody(content.open(), stopCopyBytes, false);
        } else {
            stopCopyBytes.addUnread(length);
            totalBytes.addUnread(length);
        }
    }

    /** Returns a stream that reads a whole source as the data of this device. */
    InputStream openRawData(ByteSource source) throws IOException {
        boolean keep = options.store != null && !source.isSeekable();
        if (options.store != null && source.isSeekable()) {
            deviceData.append(options.store.rangeOf(
                    source, source.position(), source.remaining().orElseThrow()));
        }
        return new RawDataInputStream(source, keep);
    }

    /** Reads a source. Counts the bytes, and optionally digests and keeps them. */
    private final class RawDataInputStream extends BlockInputStream {
        private final ByteSource source;
        private final boolean keep;

        RawDataInputStream(ByteSource source, boolean keep) {
            this.source = source;
            this.keep = keep;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = source.read(into, from, length);
            if (count > 0) {
                totalBytes.add(into, from, count);
                if (keep) {
                    keepOrSpill(Arrays.copyOfRange(into, from, from + count), count);
                }
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            if (options.digest || keep) {
                byte[] skipped = new byte[(int) Math.min(count, 1 << 16)];
                return Math.max(0, read(skipped, 0, skipped.length));
            }
            long available = source.isSeekable()
                    ? Math.min(count, source.remaining().orElseThrow())
                    : source.available((int) Math.min(count, ByteSource.MAX_LOOKAHEAD));
            source.skip(available);
            totalBytes.addUnread(available);
            return available;
        }
    }

    /** Also passes each byte that is read to a sink. */
    private static final class TeeInputStream extends BlockInputStream {
        private final InputStream in;
        private final SpillHandler.Sink sink;

        TeeInputStream(InputStream in, SpillHandler.Sink sink) {
            this.in = in;
            this.sink = sink;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = in.read(into, from, length);
            if (count > 0) {
                sink.write(into, from, count);
            }
            return count;
        }
    }
}
