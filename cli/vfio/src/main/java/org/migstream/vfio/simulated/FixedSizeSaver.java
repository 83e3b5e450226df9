// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.ByteBuffer;
import org.migstream.vfio.PreCopyInfo;

/**
 * Saves a structure of a fixed size, of which only the first bytes are known while the device runs: those that tell
 * whether the target is of the same make. What the device changes in the meantime is announced but can not be read.
 */
final class FixedSizeSaver implements SimulatedDriver.StateSaver {
    private final ByteBuffer stopCopyBytes;
    private final DirtyRounds dirtyRounds;
    private ByteBuffer readableBytes;
    private int position;

    /**
     * @param running what can be read while the device runs
     * @param stopped what can be read of a stopped one; what was read before is not read again
     */
    FixedSizeSaver(ByteBuffer running, ByteBuffer stopped, DirtyRounds dirtying) {
        readableBytes = running;
        this.stopCopyBytes = stopped;
        this.dirtyRounds = dirtying;
    }

    @Override
    public void read(ByteBuffer into) {
        int count = Math.min(into.remaining(), readableBytes.limit() - position);
        into.put(readableBytes.slice(position, count));
        position += count;
    }

    @Override
    public PreCopyInfo preCopyInfo() {
        int left = readableBytes.limit() - position;
        return new PreCopyInfo(left, left == 0 ? dirtyRounds.nextRound() : 0);
    }

    @Override
    public void startStopCopy() {
        readableBytes = stopCopyBytes;
    }
}
