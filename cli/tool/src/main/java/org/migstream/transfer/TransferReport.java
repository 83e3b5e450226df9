// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;

/**
 * What became of a save or a restore.
 *
 * @param command {@code save} or {@code restore}
 * @param result how it ended
 * @param error why it did not end well, for people; null if it did
 * @param stream where the stream went or came from: a file's name, or {@code -}
 * @param streamBytes its length as far as it got, as it was before compression or after unpacking
 * @param compression what it was compressed with; null if that is not known or nothing
 * @param warnings what went well this time but need not have
 * @param devices in the order of their names on the command line
 */
public record TransferReport(
        String command,
        Result result,
        String error,
        String stream,
        long streamBytes,
        String compression,
        List<String> warnings,
        List<DeviceTransfer> devices) {
    /** Copies of the lists. */
    public TransferReport {
        warnings = List.copyOf(warnings);
        devices = List.copyOf(devices);
    }

    /** The ways in which a transfer ends. */
    public enum Result {
        /** All was transferred. */
        DONE,
        /** All could be, as far as it was tried ({@code --dry-run}). */
        WOULD_BE_DONE,
        /** A gate refused: no device has a state that it did not have before. */
        REFUSED,
        /** The stream, the device or the machine failed. */
        FAILED,
        /** The user, or the reader of the stream, ended it. */
        INTERRUPTED
    }
}
