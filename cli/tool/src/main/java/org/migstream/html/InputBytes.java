// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads bytes of the input, or of the recording of a channel, after they were inspected. */
@FunctionalInterface
public interface InputBytes {
    /** Has no bytes. */
    InputBytes NONE = (channel, offset, into) -> 0;

    /**
     * Reads bytes.
     *
     * @param channel the name of the recording; null for the input
     * @param offset in bytes from the start of the decompressed content
     * @return the number of bytes that were read; fewer than {@code into} has if the content ends or cannot be read again
     */
    int read(@Nullable String channel, long offset, byte[] into) throws IOException;
}
