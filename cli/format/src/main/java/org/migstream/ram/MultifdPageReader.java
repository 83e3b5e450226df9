// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import static org.migstream.stream.StreamFindingCodes.MULTIFD_PACKED_PAGES;
import static org.migstream.stream.StreamFindingCodes.RAM_ADDRESS;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.migstream.io.MalformedStreamException;
import org.migstream.ram.PageSink.PageCopy;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.MultifdRamPacket;

/** Reads the pages of one multifd channel. */
public final class MultifdPageReader implements Closeable {
    private final PageSink sink;
    private final MultifdDecompressor decompressor = new MultifdDecompressor();
    private long syncCount;

    /** @param sink receives the pages */
    public MultifdPageReader(PageSink sink) {
        this.sink = sink;
    }

    /** Reads the packet at the position of the reader. */
    public void readPacket(MultifdRamPacket packet, MigrationReader reader) throws IOException {
        boolean seekable = packet.compression() == MultifdRamPacket.Compression.NOCOMP
                && reader.source().isSeekable();
        readPacket(packet, reader.body(), seekable ? reader::position : () -> PageCopy.NO_OFFSET);
    }

    /** Reads a packet from its body, which cannot be read again. */
    public void readPacket(MultifdRamPacket packet, InputStream body) throws IOException {
        readPacket(packet, body, () -> PageCopy.NO_OFFSET);
    }

    private void readPacket(MultifdRamPacket packet, InputStream body, LongSupplier inputOffset) throws IOException {
        byte[] offsets = body.readNBytes((int) packet.offsetsLength());
        ByteBuffer addresses = ByteBuffer.wrap(offsets);
        byte[] page = new byte[packet.pageSize()];
        InputStream content = decompressor.decompress(packet, body).orElse(null);
        for (long i = 0; i < packet.normalPages(); i++) {
            long address = nextAddress(packet, addresses);
            if (content == null) {
                emitPage(packet, address, PageCopy.UNKNOWN_CONTENT, PageCopy.NO_OFFSET);
                continue;
            }
            long offset = inputOffset.getAsLong();
            if (readPage(content, page, packet) < page.length) {
                throw new MalformedStreamException(
                        MULTIFD_PACKED_PAGES,
                        packet.offset(),
                        "the packet decompresses to fewer pages than its header claims (" + packet.normalPages() + ")");
            }
            emitPage(packet, address, page, offset);
        }
        decompressor.finishPacket();
        Arrays.fill(page, (byte) 0);
        for (long i = 0; i < packet.zeroPages(); i++) {
            emitPage(packet, nextAddress(packet, addresses), page, PageCopy.NO_OFFSET);
        }
        syncCount += packet.sync() ? 1 : 0;
    }

    private static int readPage(InputStream content, byte[] page, MultifdRamPacket packet) throws IOException {
        try {
            return content.readNBytes(page, 0, page.length);
        } catch (MultifdDecompressor.CorruptDataException e) {
            throw new MalformedStreamException(
                    MULTIFD_PACKED_PAGES,
                    packet.offset(),
                    "the compressed pages of the packet are damaged: " + e.getMessage());
        }
    }

    private static long nextAddress(MultifdRamPacket packet, ByteBuffer addresses) throws MalformedStreamException {
        long address = addresses.getLong();
        if (address < 0) {
            throw new MalformedStreamException(
                    RAM_ADDRESS,
                    packet.offset(),
                    "the page address 0x%x is past the end of the RAM block".formatted(address));
        }
        return address;
    }

    private void emitPage(MultifdRamPacket packet, long address, byte[] content, long offset) throws IOException {
        long order = PageCopy.orderOf(syncCount, packet.packetNum());
        sink.acceptPage(new PageCopy(packet.block(), address, content, packet.pageSize(), order, offset));
    }

    @Override
    public void close() throws IOException {
        decompressor.close();
    }
}
