// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import org.migstream.io.ByteSink;

/**
 * Bytes that the reader passes on as they are: the payload, or a piece of the payload, of a section whose records it
 * does not know; behind the end of the stream, whatever else the input holds.
 */
public record OpaqueBytes(long offset, long bodyLength) implements SectionRecord {
    @Override
    public long headLength() {
        return 0;
    }

    @Override
    public void writeHead(ByteSink out) {
        // All of it is body.
    }
}
