// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Element;

/** Consumes the elements of a stream in stream order. */
@FunctionalInterface
interface ElementSink extends Closeable {
    /** Discards all elements. The reader skips the bodies that no sink reads. */
    ElementSink DISCARD = (element, body) -> {};

    /**
     * Consumes the next element.
     *
     * @param element the element; its offset is the offset in the input, and has no meaning if a transform created the
     *     element
     * @param body the body of the element; readable only until this method returns, and may stay unread
     */
    void accept(Element element, InputStream body) throws IOException;

    /** Consumes an element without a body. */
    default void accept(Element element) throws IOException {
        accept(element, InputStream.nullInputStream());
    }

    /** Marks the end of the stream. A sink that holds back elements passes them on now. */
    default void finish() throws IOException {}

    /** Releases the temporary files of this sink and of the sinks after it. */
    @Override
    default void close() throws IOException {}
}
