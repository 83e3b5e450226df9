// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.nio.ByteBuffer;

/** Recognises bytes of an input. */
@FunctionalInterface
public interface ByteScanner {
    /**
     * Looks at the bytes between two indices of a buffer. Changes neither the buffer nor its position.
     *
     * @return the index of the first byte that is not recognised, or of the first byte of an incomplete record
     */
    int scan(ByteBuffer bytes, int from, int to);
}
