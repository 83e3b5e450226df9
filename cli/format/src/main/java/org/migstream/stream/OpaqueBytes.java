// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import org.migstream.io.ByteSink;

/**
 * Bytes without known structure: a piece of the payload of a section whose handler is unknown, or trailing bytes after
 * the end of the stream.
 */
public record OpaqueBytes(long offset, long bodyLength) implements SectionRecord {
    @Override
    public long headLength() {
        return 0;
    }

    @Override
    public void writeHead(ByteSink out) {
        // The element has no head.
    }
}
