// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.util.Optional;

/** A device, or the kernel for it, did not do what it was asked to. */
public final class VfioException extends IOException {
    private static final long serialVersionUID = 1;

    private final String operation;
    private final Errno errno;

    /** A call that failed: the operation in a few words, such as {@code "write the data"}, and the kernel's answer. */
    public VfioException(String operation, Errno errno) {
        super(operation + ": " + errno.message());
        this.operation = operation;
        this.errno = errno;
    }

    /**
     * The same, with what the answer means here and, if anything, what to do.
     *
     * @param meaning a sentence without a full stop
     */
    public VfioException(String operation, Errno errno, String meaning) {
        super(operation + ": " + errno.message() + ": " + meaning);
        this.operation = operation;
        this.errno = errno;
    }

    /** Something that the kernel has no number for: what was asked and why it came to nothing. */
    public VfioException(String operation, String reason) {
        super(operation + ": " + reason);
        this.operation = operation;
        this.errno = null;
    }

    /** What was asked, in a few words. */
    public String operation() {
        return operation;
    }

    /** The kernel's answer, where it was that. */
    public Optional<Errno> errno() {
        return Optional.ofNullable(errno);
    }

    /** Whether it was that answer. */
    public boolean hasErrno(Errno answer) {
        return errno == answer;
    }
}
