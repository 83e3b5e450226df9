// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;

/** A vmdescription is unusable: it is not JSON, it does not have the shape that QEMU writes, or it exceeds a limit. */
public final class VmDescriptionException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    VmDescriptionException(long offset, String message) {
        super(message);
        this.offset = offset;
    }

    /** Returns the position of the error, in bytes from the first byte of the JSON. */
    public long offset() {
        return offset;
    }
}
