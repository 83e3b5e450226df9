// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;

/** What takes one kind of container off; {@link ContainerInputStream} does all that is the same for every kind. */
@FunctionalInterface
interface Decompressor {
    /**
     * Gives what is inside, to the end of the last of the frames, members or streams that follow each other. It asks
     * {@code packed} for more than there is only when it needs more, and allocates nothing that a header merely claims.
     *
     * @throws IOException as reading the result does: a {@link org.migstream.io.StreamException} at any place, or
     *     whatever a library says of damage
     */
    InputStream open(InputStream packed) throws IOException;

    /** Turns what a library throws for something other than damage into our own exception, at any place. */
    default IOException translate(IOException e) {
        return e;
    }
}
