// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSource;

/** A recorded channel: the initial packet, then packets until the input ends. It may end between any two. */
final class MultifdChannelParser implements ElementParser {
    private final MultifdPageSizeDetector pageSizeDetector = new MultifdPageSizeDetector();
    private boolean isInitRead;
    private ElementParser configParser;

    @Override
    public Element next(ByteSource in) throws IOException {
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
        MultifdDeviceStatePacket state = MultifdDeviceStatePacket.read(in, offset, flags);
        if (state.isVfioConfig()) {
            configParser = new VfioConfigPacketParser(offset + state.packetLength());
        }
        return state;
    }
}
