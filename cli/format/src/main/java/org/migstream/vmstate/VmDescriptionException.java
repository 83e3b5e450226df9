// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;

/** A vmdescription that cannot be used: no JSON, not the shape QEMU writes, or beyond a limit. */
public final class VmDescriptionException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    VmDescriptionException(long offset, String message) {
        super(message);
        this.offset = offset;
    }

    /** Where, in bytes from the first byte of the JSON. */
    public long offset() {
        return offset;
    }
}
