// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;

/** Parses one part of a stream into elements. */
interface ElementParser {
    /**
     * Reads the head of the next element. The caller reads or skips the body of this element before the next call.
     *
     * @return null after the last element of this part
     * @throws org.migstream.io.StreamException if the input is malformed or truncated
     */
    @Nullable
    Element next(ByteSource in) throws IOException;

    /**
     * Skips the pages at the position, as {@link MigrationReader#skipPages} does. The last element was a page, and its body
     * was read or skipped. By default, skips none.
     */
    default void skipPages(ByteSource in, PageVisitor visitor) throws IOException {}
}
