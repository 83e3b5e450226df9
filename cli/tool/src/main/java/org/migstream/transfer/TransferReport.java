// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report of a save or a restore.
 *
 * @param command {@code save} or {@code restore}
 * @param result the end of the transfer
 * @param error the reason of a failure or refusal; null without one
 * @param stream the name of the output or input: a file name, or {@code -}
 * @param streamBytes the uncompressed bytes written or read so far
 * @param compression the compression of the stream; null if there is none or it is unknown
 * @param warnings possible problems that were no error
 * @param devices the devices, in the order of the command line
 */
public record TransferReport(
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

    /** The possible ends of a transfer. */
    public enum Result {
        /** All states were transferred. */
        DONE,
        /** All checks of a dry run passed ({@code --dry-run}). */
        WOULD_BE_DONE,
        /** A gate refused a state. No device has a new state. */
        REFUSED,
        /** The stream, a device or the host failed. */
        FAILED,
        /** The user or the reader of the stream ended the transfer. */
        INTERRUPTED
    }
}
