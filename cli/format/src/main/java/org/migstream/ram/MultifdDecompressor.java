// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.migstream.stream.MultifdRamPacket;
import org.migstream.stream.MultifdRamPacket.Compression;

/**
 * Unpacks the payloads of a channel's packets. zlib and zstd go on from packet to packet, being one stream each over the
 * whole channel that is flushed at the end of every packet; the others begin anew with every page.
 */
final class MultifdDecompressor implements Closeable {
    private final PacketInputStream packetInput = new PacketInputStream();
    private final Inflater rawInflater = new Inflater(true);
    private InputStream channelStream;
    private Compression channelCompression;

    /** What is packed makes no sense. */
    static final class CorruptDataException extends IOException {
        private static final long serialVersionUID = 1L;

        CorruptDataException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * The pages of a packet, one behind the other; null if they are packed in a way that is not read.
     *
     * @param body of the packet, behind the offsets
     */
    InputStream decompress(MultifdRamPacket packet, InputStream body) throws IOException {
        switch (packet.compression()) {
            case NOCOMP:
                return body;
            case ZLIB, ZSTD:
                packetInput.appendPacket(body);
                return new CorruptionDetectingStream(channelStream(packet.compression()));
            case QPL, UADK:
                return packet.normalPages() == 0 ? body : new PerPageInputStream(packet, body);
            default:
                return null;
        }
    }

    /** To be called when the pages of a packet have been read: what ends the packing of a packet is still in its body. */
    void finishPacket() throws IOException {
        packetInput.keepRemainder();
    }

    /** A channel that changes its compression is hostile; it gets a new stream, which will not make sense of the rest. */
    private InputStream channelStream(Compression compression) throws IOException {
        if (channelStream == null || channelCompression != compression) {
            closeChannelStream();
            channelCompression = compression;
            channelStream = compression == Compression.ZLIB
                    ? new InflaterInputStream(packetInput)
                    : new ZstdInputStream(packetInput).setContinuous(true);
        }
        return channelStream;
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

    /** What is packed, packet by packet: ends with each, and goes on with the next. */
    private static final class PacketInputStream extends InputStream {
        /** Behind the last page stands the mark of a flush, some bytes. */
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
            // Belongs to the reader.
        }
    }

    /** Tells damage of what is packed from that of the stream around it. */
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
            // The next packet goes on.
        }
    }

    /** be32 lengths of all pages, then the pages; one that did not get shorter stands as it is. */
    private final class PerPageInputStream extends InputStream {
        private final InputStream body;
        private final Compression compression;
        private final int pageSize;
        private final DataInputStream lengths;
        private InputStream page = InputStream.nullInputStream();

        PerPageInputStream(MultifdRamPacket packet, InputStream body) throws IOException {
            this.body = body;
            compression = packet.compression();
            pageSize = packet.pageSize();
            byte[] table = body.readNBytes((int) packet.normalPages() * Integer.BYTES);
            lengths = new DataInputStream(new ByteArrayInputStream(table));
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("pages are read whole");
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            try {
                int count = page.read(into, from, length);
                if (count >= 0 || lengths.available() == 0) {
                    return count;
                }
                int packed = lengths.readInt();
                if (packed < 0 || packed > pageSize) {
                    throw new ZipException("a page of " + pageSize + " bytes in " + Integer.toUnsignedLong(packed));
                }
                byte[] bytes = body.readNBytes(packed);
                page = packed == pageSize ? new ByteArrayInputStream(bytes) : inflatePage(bytes);
                return page.read(into, from, length);
            } catch (ZipException | EOFException e) {
                throw new CorruptDataException(e);
            }
        }

        private InputStream inflatePage(byte[] bytes) throws IOException {
            InputStream in = new ByteArrayInputStream(bytes);
            rawInflater.reset();
            InputStream inflated = compression == Compression.UADK
                    ? new InflaterInputStream(in)
                    : new InflaterInputStream(in, rawInflater);
            byte[] plain = inflated.readNBytes(pageSize + 1);
            if (plain.length != pageSize) {
                throw new ZipException("a page that does not unpack to " + pageSize + " bytes");
            }
            return new ByteArrayInputStream(plain);
        }
    }
}
