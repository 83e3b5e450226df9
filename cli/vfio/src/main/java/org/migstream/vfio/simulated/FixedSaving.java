// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.ByteBuffer;
import org.migstream.vfio.PreCopyInfo;

/**
 * Saves a structure of a fixed size, of which only the first bytes are known while the device runs: those that tell
 * whether the target is of the same make. What the device changes in the meantime is announced but can not be read.
 */
final class FixedSaving implements SimulatedDriver.Saving {
    private final ByteBuffer stopped;
    private final Dirtying dirtying;
    private ByteBuffer bytes;
    private int position;

    /**
     * @param running what can be read while the device runs
     * @param stopped what can be read of a stopped one; what was read before is not read again
     */
    FixedSaving(ByteBuffer running, ByteBuffer stopped, Dirtying dirtying) {
        bytes = running;
        this.stopped = stopped;
        this.dirtying = dirtying;
    }

    @Override
    public void read(ByteBuffer into) {
        int count = Math.min(into.remaining(), bytes.limit() - position);
        into.put(bytes.slice(position, count));
        position += count;
    }

    @Override
    public PreCopyInfo left() {
        int left = bytes.limit() - position;
        return new PreCopyInfo(left, left == 0 ? dirtying.next() : 0);
    }

    @Override
    public void stop() {
        bytes = stopped;
    }
}
