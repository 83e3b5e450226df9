// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.VFIO_CONFIG_PACKET;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.MultifdPacket.MultifdInitPacket;
import org.migstream.stream.MultifdRamPacket.MultifdPageSizeDetector;
import org.migstream.stream.VfioRecord.Tag;

/**
 * Parses the recording of a multifd channel: the initial packet, then other packets. The channel may end after any
 * packet.
 */
final class MultifdChannelParser implements ElementParser {
    private final MultifdPageSizeDetector pageSizeDetector = new MultifdPageSizeDetector();
    private boolean isInitRead;
    private @Nullable ElementParser configParser;

    @Override
    public @Nullable Element next(ByteSource in) throws IOException {
        if (!isInitRead) {
            isInitRead = true;
            return MultifdInitPacket.read(in);
        }
        if (configParser != null) {
            Element record = configParser.next(in);
            if (record != null) {
                return record;
            }
            configParser = null;
        }
        return in.available(1) == 0 ? null : readPacket(in);
    }

    private Element readPacket(ByteSource in) throws IOException {
        long offset = in.position();
        int flags = MultifdPacketHeader.readFlags(in);
        if ((flags & MultifdPacketHeader.MULTIFD_FLAG_DEVICE_STATE) == 0) {
            return MultifdRamPacket.read(in, offset, flags, pageSizeDetector);
        }
        MultifdDeviceStatePacket packet = MultifdDeviceStatePacket.read(in, offset, flags);
        if (packet.isVfioConfig()) {
            configParser = new VfioConfigPacketParser(offset + packet.packetLength());
        }
        return packet;
    }

    /**
     * Parses the configuration in a multifd packet: DEV_CONFIG_STATE config END_OF_STATE, up to the end of the packet
     * (QEMU hw/vfio/migration-multifd.c {@code vfio_save_complete_precopy_thread_config_state}). Unlike a section, a
     * packet has a length field, so the end of the configuration is certain.
     */
    static final class VfioConfigPacketParser implements ElementParser {
        /**
         * Maximum length of the records in bytes. The longest configuration, with 2048 MSI-X vectors, has some 37,000
         * bytes.
         */
        private static final int MAX_CONFIG_LENGTH = 1 << 16;

        private final long end;
        private @Nullable Tag lastTag;

        /** @param end of the packet, bytes from the start of the stream */
        VfioConfigPacketParser(long end) {
            this.end = end;
        }

        @Override
        public @Nullable Element next(ByteSource in) throws IOException {
            if (lastTag == Tag.END_OF_STATE) {
                return null;
            }
            long offset = in.position();
            if (lastTag == null) {
                lastTag = Tag.DEV_CONFIG_STATE;
                return readConfig(in, offset);
            }
            in.readBe64();
            lastTag = Tag.END_OF_STATE;
            return new VfioRecord.TagOnly(offset, lastTag);
        }

        private VfioRecord readConfig(ByteSource in, long offset) throws IOException {
            int length = (int) Math.min(end - offset, MAX_CONFIG_LENGTH);
            if (in.available(length) < length) {
                throw in.endOfInputException();
            }
            if (length < 2 * Long.BYTES
                    || in.peek64(0) != Tag.DEV_CONFIG_STATE.value()
                    || in.peek64(length - Long.BYTES) != Tag.END_OF_STATE.value()) {
                throw new MalformedStreamException(
                        VFIO_CONFIG_PACKET,
                        offset,
                        "the packet's %d bytes are not DEV_CONFIG_STATE, a configuration and END_OF_STATE"
                                .formatted(end - offset));
            }
            in.readBe64();
            return new VfioRecord.Config(
                    offset, VfioConfigLayoutDetector.detect(in, (source, ahead) -> source.position() + ahead == end));
        }
    }
}
