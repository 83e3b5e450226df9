// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationWriter;

/** The end of a pipeline: writes what arrives. */
final class StreamSink implements ElementSink {
    private final MigrationWriter writer;

    /** Writes to {@code out}, which the caller flushes and closes. */
    StreamSink(OutputStream out) {
        writer = new MigrationWriter(out);
    }

    /** How many bytes have been written. */
    long position() {
        return writer.position();
    }

    @Override
    public void accept(Element element, InputStream body) throws IOException {
        writer.write(element, body);
    }

    @Override
    public void finish() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        // The output is its maker's.
    }
}
