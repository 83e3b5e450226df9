// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;

/**
 * Pages of one RAM block, or none and just the mark of a synchronisation (QEMU {@code MultiFDPacket_t}):
 *
 * <pre>
 *   magic, version, flags    be32 pages_alloc  be32 normal_pages  be32 next_packet_size  be64 packet_num
 *   be32 zero_pages          28 bytes in reserve                  256 bytes block name   320 bytes so far: the head
 *   be64 offset[N]           where in the block the pages lie, normal ones first; N is 512 KiB / page size, used or not
 *   payload                  of the normal pages
 * </pre>
 *
 * <p>Body: the offsets and the payload. QEMU before 9.0 has {@code zero_pages} in reserve, which is 0, and lets pages
 * come with a synchronisation.
 *
 * @param offset of the magic
 * @param sync whether all channels synchronise here
 * @param compression of the payload
 * @param pagesAlloc room for pages, N; 0 in a synchronisation of QEMU 9.0 and later
 * @param normalPages pages in the payload
 * @param nextPacketSize bytes of the payload as the source put it; means nothing without normal pages
 * @param packetNum counts over all channels of a migration; 64 bits unsigned
 * @param zeroPages pages that are all zero and have nothing but an offset
 * @param reserved 28 bytes as characters (ISO 8859-1)
 * @param blockField the field of the block's name, 256 bytes as characters
 * @param pageSize of the guest, bytes
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

    /** How the payload stands for the pages ({@code MULTIFD_FLAG_*} in QEMU migration/multifd.h). */
    public enum Compression {
        /** The pages as they are. */
        NOCOMP(0x00),
        /** One zlib stream over all packets of the channel. */
        ZLIB(0x02),
        /** One Zstandard stream over all packets of the channel. */
        ZSTD(0x04),
        /** be32 compressed length of each page, then the pages, each a deflate stream or as it is (Intel QPL). */
        QPL(0x08),
        /** Likewise, zlib (UADK). */
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
                .orElseThrow(() -> MultifdPacketHeader.badPacket(
                        offset, "a packet with flags that have no meaning: 0x%x".formatted(flags)));
        long pagesAlloc = in.readBe32();
        long normalPages = in.readBe32();
        long nextPacketSize = in.readBe32();
        long packetNum = in.readBe64();
        long zeroPages = in.readBe32();
        if (normalPages + zeroPages > pagesAlloc) {
            throw MultifdPacketHeader.badPacket(
                    offset,
                    "%d normal and %d zero pages in a packet with room for %d"
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

    /** The name of the block; empty without pages. */
    public String block() {
        return MultifdPacketHeader.nameInField(blockField);
    }

    /** How many bytes of the body are offsets; the rest is payload. */
    public long offsetsLength() {
        return (long) MultifdPageSizeDetector.pagesPerPacket(pageSize) * Long.BYTES;
    }

    /** How many bytes of the body are payload. */
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
}
