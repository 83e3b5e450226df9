// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSource;

/** Knows the order in which elements follow each other in one part of a stream. */
interface ElementParser {
    /**
     * Reads the head of the next element; whoever calls passes over its body before the next call.
     *
     * @return null when this part of the stream has ended
     * @throws org.migstream.io.StreamException when the input breaks the grammar
     */
    Element next(ByteSource in) throws IOException;
}
