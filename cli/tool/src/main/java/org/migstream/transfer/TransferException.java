// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.report.ReadOutcome;

/** Reports that a save or a restore ended without success. Each cause has a subclass. The message is for the user. */
public abstract sealed class TransferException extends IOException {
    private static final long serialVersionUID = 1;

    private TransferException(String message, @Nullable IOException cause) {
        super(message, cause);
    }

    /** Returns the message of an exception, or its class name if it has none. */
    static String messageOf(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** A device or the kernel failed. The message names the device, the operation, the reason and the final state. */
    public static final class DeviceFailureException extends TransferException {
        private static final long serialVersionUID = 1;

        DeviceFailureException(String message, @Nullable IOException cause) {
            super(message, cause);
        }
    }

    /** A device name is not valid. No device was changed. */
    public static final class InvalidDeviceNameException extends TransferException {
        private static final long serialVersionUID = 1;

        InvalidDeviceNameException(String message) {
            super(message, null);
        }
    }

    /** The stream to restore is damaged, incomplete or not supported. */
    public static final class UnreadableStreamException extends TransferException {
        private static final long serialVersionUID = 1;

        private final ReadOutcome outcome;

        UnreadableStreamException(ReadOutcome outcome, String message) {
            super(message, null);
            this.outcome = outcome;
        }

        /** Returns how reading the stream ended; never {@link ReadOutcome#COMPLETE}. */
        public ReadOutcome outcome() {
            return outcome;
        }
    }

    /** An input could not be read. The cause is the error of the operating system or of the input's container. */
    public static final class InputFailureException extends TransferException {
        private static final long serialVersionUID = 1;

        InputFailureException(String message, IOException cause) {
            super(message, cause);
        }
    }

    /** The handover peer did not accept the restored devices. */
    public static final class HandoverException extends TransferException {
        private static final long serialVersionUID = 1;

        HandoverException(String message, IOException cause) {
            super(message, cause);
        }
    }

    /** {@link Transfer#abort} ended the transfer. */
    public static final class TransferAbortedException extends TransferException {
        private static final long serialVersionUID = 1;

        TransferAbortedException() {
            super("the transfer was aborted", null);
        }
    }

    /** A gate or the device mapping refused a restore. This is a result, not a failure. */
    static final class RestoreRefusedException extends TransferException {
        private static final long serialVersionUID = 1;

        RestoreRefusedException(String message) {
            super(message, null);
        }
    }
}
