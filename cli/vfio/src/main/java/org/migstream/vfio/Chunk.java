// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A piece of a device's state, read or written as a unit. In v2 the boundaries are arbitrary. In v1 the destination must
 * be given the same chunks as the source produced.
 */
public interface Chunk {
    /** Returns the number of bytes in this chunk; greater than 0. */
    long length();

    /**
     * Returns the next bytes, at least one; an empty buffer after the last byte. The content is valid until the next call
     * of this method or of the device.
     *
     * @throws IOException if the bytes cannot be read: a {@link VfioException} if the device failed
     */
    ByteBuffer next() throws IOException;
}
