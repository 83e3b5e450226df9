// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.TransferAbortedException;

/** A save or a restore. {@link #report} has the final state of each device, however the transfer ends. */
public interface Transfer {
    /**
     * Runs the transfer; called once. When this returns or throws, the devices are in the final state for that case.
     *
     * @throws DeviceFailureException if a device or the kernel failed
     * @throws TransferAbortedException if {@link #abort} was called
     * @throws IOException if the stream failed
     */
    void run() throws IOException;

    /**
     * Ends the transfer from another thread; the thread in {@link #run} may hang in a call. When this returns, the devices
     * are in the same state as after a failure, and the output is deleted. Does nothing after the end of {@link #run}.
     */
    void abort();

    /** Returns the current or final report; may be called at any time. */
    TransferReport report();
}
