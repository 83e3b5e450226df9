// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;

/** Removes one kind of container. {@link ContainerInputStream} does the work that all kinds share. */
@FunctionalInterface
interface Decompressor {
    /**
     * Returns the content, up to the end of the last frame, member or stream in a row. Reads past the end of {@code
     * compressed} only if the format needs more bytes. Allocates no memory for a length that only a header claims.
     *
     * @throws IOException here and in reads of the result: a {@link org.migstream.io.StreamException} with any offset, or
     *     the exception of a library for damaged data
     */
    InputStream open(InputStream compressed) throws IOException;

    /** Returns a {@link org.migstream.io.StreamException} with any offset for a library error that is not damage. */
    default IOException translate(IOException e) {
        return e;
    }
}
