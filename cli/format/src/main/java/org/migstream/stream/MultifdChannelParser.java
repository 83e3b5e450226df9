// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;

/** Parses a recorded channel: the initial packet, then packets. The channel may end after any packet. */
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
}
