// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.MultifdRamPacket;

/** The pages on one multifd channel. */
public final class MultifdPageReader implements Closeable {
    private final PageSink sink;
    private final MultifdDecompressor decompressor = new MultifdDecompressor();
    private long syncCount;

    /** @param sink takes them */
    public MultifdPageReader(PageSink sink) {
        this.sink = sink;
    }

    /**
     * Which of the copies on all connections is the later one. All of them meet at each synchronisation, and between two
     * of these a page is sent only once; packets are numbered over all channels.
     */
    static long copyOrder(long synchronisations, long packetNum) {
        return synchronisations << Integer.SIZE | packetNum & 0xffff_ffffL;
    }

    /** Takes the packet that the reader stands at. */
    public void readPacket(MultifdRamPacket packet, MigrationReader reader) throws IOException {
        boolean again = packet.compression() == MultifdRamPacket.Compression.NOCOMP
                && reader.source().isSeekable();
        readPacket(packet, reader.body(), again ? reader::position : () -> PageCopy.NO_OFFSET);
    }

    /** Takes a packet and its body, which cannot be read again. */
    public void readPacket(MultifdRamPacket packet, InputStream body) throws IOException {
        readPacket(packet, body, () -> PageCopy.NO_OFFSET);
    }

    private void readPacket(MultifdRamPacket packet, InputStream body, LongSupplier places) throws IOException {
        byte[] offsets = body.readNBytes((int) packet.offsetsLength());
        ByteBuffer addresses = ByteBuffer.wrap(offsets);
        byte[] page = new byte[packet.pageSize()];
        InputStream content = decompressor.decompress(packet, body);
        for (long i = 0; i < packet.normalPages(); i++) {
            long address = nextAddress(packet, addresses);
            if (content == null) {
                emitPage(packet, address, null, PageCopy.NO_OFFSET);
                continue;
            }
            long place = places.getAsLong();
            if (readPage(content, page, packet) < page.length) {
                throw new MalformedStreamException(
                        "multifd.packed-pages",
                        packet.offset(),
                        "a packet that does not unpack to " + packet.normalPages() + " pages");
            }
            emitPage(packet, address, page, place);
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
                    "multifd.packed-pages", packet.offset(), "the packet's pages are damaged: " + e.getMessage());
        }
    }

    private static long nextAddress(MultifdRamPacket packet, ByteBuffer addresses) throws MalformedStreamException {
        long address = addresses.getLong();
        if (address < 0) {
            throw new MalformedStreamException(
                    "ram.address", packet.offset(), "a page at 0x%x of the RAM block".formatted(address));
        }
        return address;
    }

    private void emitPage(MultifdRamPacket packet, long address, byte[] content, long place) throws IOException {
        long order = copyOrder(syncCount, packet.packetNum());
        sink.acceptPage(new PageCopy(packet.block(), address, content, packet.pageSize(), order, place));
    }

    @Override
    public void close() throws IOException {
        decompressor.close();
    }
}
