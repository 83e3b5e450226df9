// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;

/**
 * A piece of a stream: a head whose bytes are the fields of this value, then a body of bytes that it does not look
 * into. Elements lie side by side: one ends where the next begins, and together they are the stream.
 *
 * <p>The reader makes them, the writer takes them; writing every head and copying every body gives back each byte.
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

    /** Where the head begins, in bytes from the start of the stream. */
    long offset();

    /** How many bytes the head takes. */
    long headLength();

    /** How many bytes the body takes. */
    default long bodyLength() {
        return 0;
    }

    /** Where the body begins. */
    default long bodyOffset() {
        return offset() + headLength();
    }

    /** Where the next element begins. */
    default long end() {
        return bodyOffset() + bodyLength();
    }

    /** Writes the head, {@link #headLength()} bytes. */
    void writeHead(ByteSink out) throws IOException;
}
