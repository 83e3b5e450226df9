// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.IoErrorText;
import org.migstream.io.ZstdLibrary;
import org.migstream.stream.MultifdRamPacket;
import org.migstream.stream.MultifdRamPacket.Compression;

/**
 * Decompresses the payloads of the packets of one channel. With zlib and zstd, a channel is one compressed stream, which
 * QEMU flushes at the end of every packet. With QPL and UADK, every page is a stream of its own.
 */
final class MultifdDecompressor implements Closeable {
    private final PacketInputStream packetInput = new PacketInputStream();
    private final Inflater rawInflater = new Inflater(true);
    private @Nullable InputStream channelStream;
    private @Nullable Compression channelCompression;

    /**
     * Reports that the compressed data is invalid. The separate class distinguishes this error from errors of the
     * stream.
     */
    static final class CorruptDataException extends IOException {
        private static final long serialVersionUID = 1L;

        CorruptDataException(IOException cause) {
            super(IoErrorText.of(cause), cause);
        }
    }

    /**
     * Returns the pages of a packet, one after the other; empty for an unsupported compression.
     *
     * @param body of the packet, after the page offsets
     */
    Optional<InputStream> decompress(MultifdRamPacket packet, InputStream body) throws IOException {
        switch (packet.compression()) {
            case NOCOMP:
                return Optional.of(body);
            case ZLIB, ZSTD:
                packetInput.appendPacket(body);
                return Optional.of(new CorruptionDetectingStream(channelStream(packet.compression())));
            case QPL, UADK:
                return Optional.of(packet.normalPages() == 0 ? body : new QplUadkPageStream(packet, body, rawInflater));
            default:
                return Optional.empty();
        }
    }

    /**
     * Ends a packet after its last page. Keeps the rest of the body, which is the flush marker of the compressed
     * stream.
     */
    void finishPacket() throws IOException {
        packetInput.keepRemainder();
    }

    /**
     * Returns the stream of the channel. If the compression changes, the channel is damaged; a new stream then replaces
     * the old one.
     */
    private InputStream channelStream(Compression compression) throws IOException {
        if (channelStream != null && channelCompression == compression) {
            return channelStream;
        }
        closeChannelStream();
        if (compression == Compression.ZSTD) {
            ZstdLibrary.require();
        }
        InputStream stream = compression == Compression.ZLIB
                ? new InflaterInputStream(packetInput)
                : new ZstdInputStream(packetInput).setContinuous(true);
        channelCompression = compression;
        channelStream = stream;
        return stream;
    }

    private void closeChannelStream() throws IOException {
        if (channelStream != null) {
            channelStream.close();
        }
    }

    @Override
    public void close() throws IOException {
        rawInflater.end();
        closeChannelStream();
    }

    /**
     * The compressed bytes of all packets. The stream ends after each packet and continues with the next one. A {@link
     * SequenceInputStream} alone cannot continue after its end. {@link #keepRemainder} limits the nesting of these
     * streams to two.
     */
    private static final class PacketInputStream extends InputStream {
        /** The maximum length of the flush marker after the last page, in bytes. A real marker has only a few bytes. */
        private static final int MAX_REMAINDER = 1 << 16;

        private InputStream in = InputStream.nullInputStream();

        void appendPacket(InputStream body) {
            in = new SequenceInputStream(in, body);
        }

        void keepRemainder() throws IOException {
            in = new ByteArrayInputStream(in.readNBytes(MAX_REMAINDER));
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return in.read(into, from, length);
        }

        @Override
        public void close() {
            // The reader of the stream closes the body.
        }
    }

    /** Converts errors of the decompressor to {@link CorruptDataException}. Leaves the stream of the channel open. */
    private static final class CorruptionDetectingStream extends FilterInputStream {
        CorruptionDetectingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            try {
                return super.read(into, from, length);
            } catch (ZipException | ZstdIOException | EOFException e) {
                throw new CorruptDataException(e);
            }
        }

        @Override
        public void close() {
            // The next packet continues the stream.
        }
    }
}
