// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Some bytes of a device's state that travel together: in v2 as it happens, in v1 as the source cut them, for the
 * destination must be given the same pieces.
 */
public interface Chunk {
    /** How many bytes it has; more than 0. */
    long length();

    /**
     * The next of its bytes, at least one; an empty buffer behind the last. What is in it lasts until the next call of
     * this or of the device.
     *
     * @throws IOException if they cannot be got: a {@link VfioException} where a device is to blame
     */
    ByteBuffer next() throws IOException;
}
