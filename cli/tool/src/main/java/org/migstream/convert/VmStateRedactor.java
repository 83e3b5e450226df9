// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import org.migstream.io.SpillBuffer;
import org.migstream.io.ZeroFillInputStream;
import org.migstream.spi.Finding;
import org.migstream.vmstate.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/**
 * Copies payloads while they are decoded: zeroes for the values, and as it is what stands between them, the names of
 * subsections and the marks of lists.
 */
final class VmStateRedactor implements VmStateSink {
    private final SpillBuffer payloads;
    private final SpillBuffer redacted;
    /** How far the payload has been copied; in {@link #payloads}. */
    private long position;

    private long end;
    private boolean failed;

    VmStateRedactor(SpillBuffer from, SpillBuffer to) {
        this.payloads = from;
        this.redacted = to;
    }

    /** The next device's payload stands there. */
    void startPayload(long first, long behindLast) {
        position = first;
        end = behindLast;
        failed = false;
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {
        // A mark between values takes a byte, the name of a subsection some tens.
        if (offset > position) {
            payloads.openRange(position, offset - position).transferTo(redacted);
        }
        if (value instanceof VmStateValue.NullPointer) {
            position = offset;
            return;
        }
        new ZeroFillInputStream(value.length()).transferTo(redacted);
        position = offset + value.length();
    }

    @Override
    public void acceptFinding(Finding finding) {
        failed = true;
    }

    @Override
    public void endDevice(long unread) throws IOException {
        // What follows the last value is structure only if everything before was as described.
        (failed ? new ZeroFillInputStream(end - position) : payloads.openRange(position, end - position))
                .transferTo(redacted);
    }
}
