// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import org.migstream.io.SpillBuffer;
import org.migstream.io.ZeroInputStream;
import org.migstream.spi.Finding;
import org.migstream.vmstate.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/**
 * Copies payloads while they are decoded: zeroes for the values, and as it is what stands between them, the names of
 * subsections and the marks of lists.
 */
final class Blanking implements VmStateSink {
    private final SpillBuffer from;
    private final SpillBuffer to;
    /** How far the payload has been copied; in {@link #from}. */
    private long position;

    private long end;
    private boolean failed;

    Blanking(SpillBuffer from, SpillBuffer to) {
        this.from = from;
        this.to = to;
    }

    /** The next device's payload stands there. */
    void payload(long first, long behindLast) {
        position = first;
        end = behindLast;
        failed = false;
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {
        // A mark between values takes a byte, the name of a subsection some tens.
        if (offset > position) {
            from.openRange(position, offset - position).transferTo(to);
        }
        if (value instanceof VmStateValue.NullPointer) {
            position = offset;
            return;
        }
        new ZeroInputStream(value.length()).transferTo(to);
        position = offset + value.length();
    }

    @Override
    public void acceptFinding(Finding finding) {
        failed = true;
    }

    @Override
    public void endDevice(long unread) throws IOException {
        // What follows the last value is structure only if everything before was as described.
        (failed ? new ZeroInputStream(end - position) : from.openRange(position, end - position)).transferTo(to);
    }
}
