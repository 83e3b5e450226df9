// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;

/**
 * A packet with pages of one RAM block, or with a synchronisation flag only (QEMU {@code MultiFDPacket_t}):
 *
 * <pre>
 *   magic, version, flags    be32 pages_alloc  be32 normal_pages  be32 next_packet_size  be64 packet_num
 *   be32 zero_pages          28 reserved bytes                    256 bytes block name   end of the head, 320 bytes
 *   be64 offset[N]           offsets of the pages in the block, normal pages first; N is always 512 KiB / page size
 *   payload                  of the normal pages
 * </pre>
 *
 * <p>The body is the offsets and the payload. In QEMU before 9.0 the field {@code zero_pages} is reserved and 0, and a
 * packet can have both pages and a synchronisation.
 *
 * @param offset of the magic
 * @param sync whether all channels synchronise after this packet
 * @param compression of the payload
 * @param pagesAlloc capacity in pages, which is N, but 0 in a synchronisation packet of QEMU 9.0 and later
 * @param normalPages pages in the payload
 * @param nextPacketSize bytes of the payload; unused without normal pages
 * @param packetNum number of the packet among all channels of a migration; unsigned 64 bits
 * @param zeroPages pages with only zero bytes, which have an offset but no payload
 * @param reserved 28 bytes as ISO 8859-1 characters
 * @param blockField the field with the name of the block, 256 bytes as ISO 8859-1 characters
 * @param pageSize of the guest, in bytes
 */
public record MultifdRamPacket(
        long offset,
        boolean sync,
        Compression compression,
        long pagesAlloc,
        long normalPages,
        long nextPacketSize,
        long packetNum,
        long zeroPages,
        String reserved,
        String blockField,
        int pageSize)
        implements MultifdPacket {

    /** The compression methods of the payload ({@code MULTIFD_FLAG_*} in QEMU migration/multifd.h). */
    public enum Compression {
        /** Uncompressed pages. */
        NOCOMP(0x00),
        /** One zlib stream over all packets of the channel. */
        ZLIB(0x02),
        /** One Zstandard stream over all packets of the channel. */
        ZSTD(0x04),
        /** be32 compressed length of each page, then the pages, each a deflate stream or uncompressed (Intel QPL). */
        QPL(0x08),
        /** be32 compressed length of each page, then the pages, each a zlib stream or uncompressed (UADK). */
        UADK(0x10),
        /** A stream of QATzip. */
        QATZIP(0x20);

        private final int flag;

        Compression(int flag) {
            this.flag = flag;
        }

        private static Optional<Compression> of(int flags) {
            for (Compression compression : values()) {
                if (compression.flag == (flags & MultifdPacketHeader.MULTIFD_FLAG_COMPRESSION_MASK)) {
                    return Optional.of(compression);
                }
            }
            return Optional.empty();
        }
    }

    static final int HEAD_LENGTH = 320;
    private static final int RESERVED_LENGTH = 28;
    private static final int KNOWN_FLAGS =
            MultifdPacketHeader.MULTIFD_FLAG_SYNC | MultifdPacketHeader.MULTIFD_FLAG_COMPRESSION_MASK;

    static MultifdRamPacket read(ByteSource in, long offset, int flags, MultifdPageSizeDetector pageSize)
            throws IOException {
        Compression compression = Compression.of(flags)
                .filter(known -> (flags & ~KNOWN_FLAGS) == 0)
                .orElseThrow(() ->
                        MultifdPacketHeader.badPacket(offset, "a packet has unknown flags: 0x%x".formatted(flags)));
        long pagesAlloc = in.readBe32();
        long normalPages = in.readBe32();
        long nextPacketSize = in.readBe32();
        long packetNum = in.readBe64();
        long zeroPages = in.readBe32();
        if (normalPages + zeroPages > pagesAlloc) {
            throw MultifdPacketHeader.badPacket(
                    offset,
                    "a packet has %d normal and %d zero pages, but a capacity of %d"
                            .formatted(normalPages, zeroPages, pagesAlloc));
        }
        return new MultifdRamPacket(
                offset,
                (flags & MultifdPacketHeader.MULTIFD_FLAG_SYNC) != 0,
                compression,
                pagesAlloc,
                normalPages,
                nextPacketSize,
                packetNum,
                zeroPages,
                in.readString(RESERVED_LENGTH),
                in.readString(MultifdPacketHeader.NAME_FIELD_LENGTH),
                pageSize.detect(in, offset, pagesAlloc));
    }

    /** Returns the name of the block; empty if the packet has no pages. */
    public String block() {
        return MultifdPacketHeader.nameInField(blockField);
    }

    /** Returns the number of bytes of the body that are page offsets. */
    public long offsetsLength() {
        return (long) MultifdPageSizeDetector.pagesPerPacket(pageSize) * Long.BYTES;
    }

    /** Returns the number of bytes of the body that are payload. */
    public long payloadLength() {
        if (normalPages == 0) {
            return 0;
        }
        return compression == Compression.NOCOMP ? normalPages * pageSize : nextPacketSize;
    }

    @Override
    public long headLength() {
        return HEAD_LENGTH;
    }

    @Override
    public long bodyLength() {
        return offsetsLength() + payloadLength();
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        MultifdPacketHeader.write(out, compression.flag | (sync ? MultifdPacketHeader.MULTIFD_FLAG_SYNC : 0));
        out.writeBe32(pagesAlloc);
        out.writeBe32(normalPages);
        out.writeBe32(nextPacketSize);
        out.writeBe64(packetNum);
        out.writeBe32(zeroPages);
        out.writeString(reserved);
        out.writeString(blockField);
    }

    /**
     * Detects the page size of the guest from the packets of a channel. No field has the page size. The capacity of a
     * packet with pages gives it. If the first packet has no pages, the offset of the next packet gives it.
     */
    static final class MultifdPageSizeDetector {
        /** Bytes of pages in a full packet (QEMU {@code MULTIFD_PACKET_SIZE}). */
        private static final int MULTIFD_PACKET_SIZE = 1 << 19;

        private OptionalInt pageSize = OptionalInt.empty();

        /** Returns the number of pages in a full packet. */
        static int pagesPerPacket(int pageSize) {
            return MULTIFD_PACKET_SIZE / pageSize;
        }

        /**
         * Returns the page size in bytes. The source must be at the start of the page offsets of a packet.
         *
         * @param offset of the packet
         * @param pagesAlloc capacity of the packet in pages
         */
        int detect(ByteSource in, long offset, long pagesAlloc) throws IOException {
            if (pageSize.isEmpty()) {
                pageSize = OptionalInt.of(pagesAlloc == 0 ? fromNextPacket(in) : fromPagesAlloc(offset, pagesAlloc));
            }
            int bytes = pageSize.getAsInt();
            if (pagesAlloc > pagesPerPacket(bytes)) {
                throw MultifdPacketHeader.badPacket(
                        offset,
                        "a packet has a capacity of %d pages, which is too large for pages of %d bytes"
                                .formatted(pagesAlloc, bytes));
            }
            return bytes;
        }

        private static int fromPagesAlloc(long offset, long pagesAlloc) throws IOException {
            long pageSize = MULTIFD_PACKET_SIZE / pagesAlloc;
            if (pageSize * pagesAlloc != MULTIFD_PACKET_SIZE || !RamPageSizeDetector.isPageSize(pageSize)) {
                throw MultifdPacketHeader.badPacket(
                        offset, "a packet has a capacity of " + pagesAlloc + " pages, which fits no page size");
            }
            return (int) pageSize;
        }

        /** Detects the page size from the next packet, which follows the page offsets of a packet without pages. */
        private static int fromNextPacket(ByteSource in) throws IOException {
            for (int size = RamPageSizeDetector.MAX_PAGE_SIZE; size >= RamPageSizeDetector.MIN_PAGE_SIZE; size >>= 1) {
                if (MultifdPacketHeader.isPacketAt(in, pagesPerPacket(size) * Long.BYTES)) {
                    return size;
                }
            }
            return RamPageSizeDetector.DEFAULT_PAGE_SIZE;
        }
    }
}
