// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.TransferAbortedException;

/** A save or a restore. {@link #report} has the final state of each device, also after a failure. */
public interface Transfer {
    /**
     * Runs the transfer. May be called only once. When this method returns or throws, each device is in its final
     * state.
     *
     * @throws DeviceFailureException if a device or the kernel failed
     * @throws TransferAbortedException if {@link #abort} was called
     * @throws IOException if the stream failed
     */
    void run() throws IOException;

    /**
     * Ends the transfer from another thread; the thread in {@link #run} may hang in a call to a device. When this
     * method returns, the devices are in the same state as after a failure, and the output is deleted. Does nothing
     * after the end of {@link #run}.
     */
    void abort();

    /**
     * Sets the receiver of messages that the user must see at once, such as a request of the kernel for a device. Must be
     * called before {@link #run}. The receiver is called in other threads.
     */
    void onNotice(Consumer<String> receiver);

    /**
     * Waits until the transfer has ended and the report is final. {@link #run} may not have returned: its thread may hang
     * in a read or a write that cannot be interrupted.
     */
    void awaitEnd() throws InterruptedException;

    /** Returns the current or final report; may be called at any time. */
    TransferReport report();

    /**
     * The report of a save or a restore.
     *
     * @param command {@code save} or {@code restore}
     * @param result the end of the transfer
     * @param error the reason of a failure or refusal; null if there is none
     * @param stream the name of the output or input: a file name, or {@code -}
     * @param streamBytes the uncompressed bytes written or read so far
     * @param compression the compression of the stream; null if there is none or it is unknown
     * @param warnings possible problems that are not errors
     * @param devices the devices, in the order of the command line
     */
    record TransferReport(
            String command,
            Result result,
            @Nullable String error,
            String stream,
            long streamBytes,
            @Nullable String compression,
            List<String> warnings,
            List<DeviceTransfer> devices) {
        /** Copies the lists. */
        public TransferReport {
            warnings = List.copyOf(warnings);
            devices = List.copyOf(devices);
        }

        /** Returns what the user must know after a success, see {@link DeviceTransfer#alerts}. */
        public List<String> alerts() {
            return devices.stream().flatMap(device -> device.alerts().stream()).toList();
        }

        /** The possible ends of a transfer. */
        public enum Result {
            /** All states were transferred. */
            DONE,
            /** All checks of a dry run passed ({@code --dry-run}). */
            WOULD_BE_DONE,
            /** A gate or the mapping refused a state. No device was restored. */
            REFUSED,
            /** The stream, a device or the host failed. */
            FAILED,
            /** The user or the reader of the stream ended the transfer. */
            INTERRUPTED
        }
    }
}
