// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.MULTIFD_VERSION;

import java.io.IOException;
import java.util.UUID;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.UnsupportedStreamException;

/**
 * A packet of a multifd channel (QEMU migration/multifd.c): first a {@link MultifdInitPacket}, then packets in any order
 * until the connection closes. The {@link VfioRecord}s in a {@link MultifdDeviceStatePacket} with a configuration follow
 * it as elements; the content of other packets is their body.
 */
public sealed interface MultifdPacket extends Element
        permits MultifdPacket.MultifdInitPacket, MultifdRamPacket, MultifdDeviceStatePacket {
    /**
     * The first 64 bytes of a channel (QEMU {@code MultiFDInit_t}): be32 magic, be32 version, 16 bytes UUID, u8 id, 39
     * reserved bytes.
     *
     * @param offset of the magic
     * @param uuid of the VM; zero if it has none
     * @param id of the channel, from 0; the main stream has no id
     * @param reserved 39 bytes as ISO 8859-1 characters; zero in every known version
     */
    record MultifdInitPacket(long offset, UUID uuid, int id, String reserved) implements MultifdPacket {
        private static final int RESERVED_LENGTH = 39;
        private static final int LENGTH = 64;

        static MultifdInitPacket read(ByteSource in) throws IOException {
            long offset = in.position();
            in.readBe32();
            long version = in.readBe32();
            if (version != MultifdPacketHeader.MULTIFD_VERSION) {
                throw new UnsupportedStreamException(
                        MULTIFD_VERSION,
                        offset + 4,
                        "multifd version " + version + " is unsupported; only version "
                                + MultifdPacketHeader.MULTIFD_VERSION + " can be read");
            }
            return new MultifdInitPacket(
                    offset, new UUID(in.readBe64(), in.readBe64()), in.readU8(), in.readString(RESERVED_LENGTH));
        }

        @Override
        public long headLength() {
            return LENGTH;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeBe32(MultifdPacketHeader.MULTIFD_MAGIC);
            out.writeBe32(MultifdPacketHeader.MULTIFD_VERSION);
            out.writeBe64(uuid.getMostSignificantBits());
            out.writeBe64(uuid.getLeastSignificantBits());
            out.writeU8(id);
            out.writeString(reserved);
        }
    }
}
