// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;

/** A save or a restore. Whatever becomes of it, no device is left in a state that {@link #report} does not tell. */
public interface Transfer {
    /**
     * Transfers; called once. When this returns or throws, the devices are in the state that was wanted for that case.
     *
     * @throws DeviceFailureException if a device or the kernel failed
     * @throws TransferAbortedException if {@link #abort} was called meanwhile
     * @throws IOException if the stream failed
     */
    void run() throws IOException;

    /**
     * Ends it, from another thread than the one that runs it, which may hang anywhere. When this returns, the devices are
     * where a failure would have left them, and the output is gone. After the end of {@link #run} nothing happens.
     */
    void abort();

    /** How far it has come, or how it ended; at any time. */
    TransferReport report();
}
