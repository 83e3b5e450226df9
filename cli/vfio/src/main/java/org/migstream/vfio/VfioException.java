// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports that an operation on a device failed. The message names the operation and the reason. */
public final class VfioException extends IOException {
    private static final long serialVersionUID = 1;

    private final String operation;
    private final @Nullable Errno errno;
    private final boolean deviceUnreached;

    /**
     * Creates the exception for a failed call.
     *
     * @param operation the operation in a few words, such as {@code write the data}
     */
    public VfioException(String operation, Errno errno) {
        super(operation + ": " + errno.message());
        this.operation = operation;
        this.errno = errno;
        this.deviceUnreached = false;
    }

    /**
     * Creates the exception for a failed call whose errno has a known meaning.
     *
     * @param operation the operation in a few words
     * @param meaning the meaning of the errno for this operation, and the action to take; without a full stop
     */
    public VfioException(String operation, Errno errno, String meaning) {
        super(operation + ": " + errno.message() + ": " + meaning);
        this.operation = operation;
        this.errno = errno;
        this.deviceUnreached = false;
    }

    /**
     * Creates the exception for a failure without an errno.
     *
     * @param operation the operation in a few words
     * @param reason the reason of the failure; without a full stop
     */
    public VfioException(String operation, String reason) {
        this(operation, reason, false);
    }

    private VfioException(String operation, VfioException cause) {
        super(operation + ": " + cause.getMessage(), cause);
        this.operation = operation;
        this.errno = cause.errno;
        this.deviceUnreached = cause.deviceUnreached;
    }

    /** Returns the same failure as a failure of an operation of which the failed call was a part. */
    public VfioException ofOperation(String whole) {
        return new VfioException(whole, this);
    }

    private VfioException(String operation, String reason, boolean deviceUnreached) {
        super(operation + ": " + reason);
        this.operation = operation;
        this.errno = null;
        this.deviceUnreached = deviceUnreached;
    }

    /**
     * Creates the exception for a failure before any call reached a device: this process cannot make the calls.
     *
     * @param reason the reason and the action to take; without a full stop
     */
    public static VfioException ofUnreachedDevice(String reason) {
        return new VfioException("call the kernel", reason, true);
    }

    /** Returns whether this process cannot make calls of devices, so that no device was reached. */
    public boolean isDeviceUnreached() {
        return deviceUnreached;
    }

    /** Returns the operation in a few words. */
    public String operation() {
        return operation;
    }

    /** Returns the kernel's error; empty if the failure has none. */
    public Optional<Errno> errno() {
        return Optional.ofNullable(errno);
    }

    /** Returns whether the kernel reported this error. */
    public boolean hasErrno(Errno expected) {
        return errno == expected;
    }
}
