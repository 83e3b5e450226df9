// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;

/**
 * A piece of a stream: a head, whose bytes are the fields of this value, then a body of opaque bytes. Each element ends
 * where the next begins, and all elements together are the stream.
 *
 * <p>{@link MigrationReader} creates elements and {@link MigrationWriter} writes them. To write every head and copy every
 * body gives the same bytes again.
 */
public sealed interface Element
        permits FileHeader,
                Configuration,
                Section,
                SectionFooter,
                Command,
                PackageEnd,
                EndOfStream,
                VmDesc,
                SectionRecord,
                MultifdPacket,
                ReturnPathMessage,
                RecvBitmapEnd {

    /** Returns the offset of the head, in bytes from the start of the stream. */
    long offset();

    /** Returns the length of the head in bytes. */
    long headLength();

    /** Returns the length of the body in bytes. */
    default long bodyLength() {
        return 0;
    }

    /** Returns the offset of the body. */
    default long bodyOffset() {
        return offset() + headLength();
    }

    /** Returns the offset of the next element. */
    default long end() {
        return bodyOffset() + bodyLength();
    }

    /** Writes the head, {@link #headLength()} bytes. */
    void writeHead(ByteSink out) throws IOException;
}
