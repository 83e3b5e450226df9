// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSource;

/** A recorded channel: the initial packet, then packets until the input ends. It may end between any two. */
final class MultifdGrammar implements Grammar {
    private final MultifdPageSize pageSize = new MultifdPageSize();
    private boolean begun;
    private Grammar config;

    @Override
    public Element next(ByteSource in) throws IOException {
        if (!begun) {
            begun = true;
            return MultifdInit.read(in);
        }
        if (config != null) {
            Element record = config.next(in);
            if (record != null) {
                return record;
            }
            config = null;
        }
        return in.available(1) == 0 ? null : packet(in);
    }

    private Element packet(ByteSource in) throws IOException {
        long offset = in.position();
        int flags = MultifdHead.flags(in);
        if ((flags & MultifdHead.MULTIFD_FLAG_DEVICE_STATE) == 0) {
            return MultifdRam.read(in, offset, flags, pageSize);
        }
        MultifdDeviceState state = MultifdDeviceState.read(in, offset, flags);
        if (state.isVfioConfig()) {
            config = new VfioConfigPacketGrammar(offset + state.packetLength());
        }
        return state;
    }
}
