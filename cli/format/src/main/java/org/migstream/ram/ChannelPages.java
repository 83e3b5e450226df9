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
import org.migstream.stream.MultifdRam;

/** The pages on one multifd channel. */
public final class ChannelPages implements Closeable {
    private final PageSink sink;
    private final PacketUnpacking unpacking = new PacketUnpacking();
    private long synchronisations;

    /** @param sink takes them */
    public ChannelPages(PageSink sink) {
        this.sink = sink;
    }

    /**
     * Which of the copies on all connections is the later one. All of them meet at each synchronisation, and between two
     * of these a page is sent only once; packets are numbered over all channels.
     */
    static long order(long synchronisations, long packetNum) {
        return synchronisations << Integer.SIZE | packetNum & 0xffff_ffffL;
    }

    /** Takes the packet that the reader stands at. */
    public void take(MultifdRam packet, MigrationReader reader) throws IOException {
        boolean again = packet.compression() == MultifdRam.Compression.NOCOMP
                && reader.source().seekable();
        take(packet, reader.body(), again ? reader::position : () -> PageCopy.NOWHERE);
    }

    /** Takes a packet and its body, which cannot be read again. */
    public void take(MultifdRam packet, InputStream body) throws IOException {
        take(packet, body, () -> PageCopy.NOWHERE);
    }

    private void take(MultifdRam packet, InputStream body, LongSupplier places) throws IOException {
        byte[] offsets = body.readNBytes((int) packet.offsetsLength());
        ByteBuffer addresses = ByteBuffer.wrap(offsets);
        byte[] page = new byte[packet.pageSize()];
        InputStream content = unpacking.pages(packet, body);
        for (long i = 0; i < packet.normalPages(); i++) {
            long address = address(packet, addresses);
            if (content == null) {
                emit(packet, address, null, PageCopy.NOWHERE);
                continue;
            }
            long place = places.getAsLong();
            if (read(content, page, packet) < page.length) {
                throw new MalformedStreamException(
                        "multifd.packed-pages",
                        packet.offset(),
                        "a packet that does not unpack to " + packet.normalPages() + " pages");
            }
            emit(packet, address, page, place);
        }
        unpacking.finish();
        Arrays.fill(page, (byte) 0);
        for (long i = 0; i < packet.zeroPages(); i++) {
            emit(packet, address(packet, addresses), page, PageCopy.NOWHERE);
        }
        synchronisations += packet.sync() ? 1 : 0;
    }

    private static int read(InputStream content, byte[] page, MultifdRam packet) throws IOException {
        try {
            return content.readNBytes(page, 0, page.length);
        } catch (PacketUnpacking.DamageException e) {
            throw new MalformedStreamException(
                    "multifd.packed-pages", packet.offset(), "the packet's pages are damaged: " + e.getMessage());
        }
    }

    private static long address(MultifdRam packet, ByteBuffer addresses) throws MalformedStreamException {
        long address = addresses.getLong();
        if (address < 0) {
            throw new MalformedStreamException(
                    "ram.address", packet.offset(), "a page at 0x%x of the RAM block".formatted(address));
        }
        return address;
    }

    private void emit(MultifdRam packet, long address, byte[] content, long place) throws IOException {
        long order = order(synchronisations, packet.packetNum());
        sink.page(new PageCopy(packet.block(), address, content, packet.pageSize(), order, place));
    }

    @Override
    public void close() throws IOException {
        unpacking.close();
    }
}
