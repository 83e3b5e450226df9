// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.PreCopyInfo;

/**
 * Saves a structure of a fixed size, of which only the first bytes are known while the device runs: those that tell
 * whether the target is of the same make. What the device changes in the meantime is announced but can not be read.
 */
final class FixedSaving implements SimulatedDriver.Saving {
    private final StateFile content;
    private final Dirtying dirtying;
    private long end;
    private long position;

    FixedSaving(StateFile content, long header, Dirtying dirtying) {
        this.content = content;
        this.dirtying = dirtying;
        end = Math.min(header, content.length());
    }

    @Override
    public void read(ByteBuffer into) throws IOException {
        int limit = into.limit();
        into.limit((int) Math.min(limit, into.position() + end - position));
        int from = into.position();
        content.read(into, position);
        position += into.position() - from;
        into.limit(limit);
    }

    @Override
    public PreCopyInfo left() {
        return new PreCopyInfo(end - position, position == end ? dirtying.next() : 0);
    }

    @Override
    public void stop() {
        end = content.length();
    }
}
