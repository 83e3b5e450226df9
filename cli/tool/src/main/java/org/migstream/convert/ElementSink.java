// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Element;

/** Takes the elements of a stream in their order. */
interface ElementSink extends Closeable {
    /** Takes them for nothing. */
    ElementSink DISCARD = new ElementSink() {
        @Override
        public void accept(Element element, InputStream body) {
            // Whoever reads a stream skips what nobody reads.
        }

        @Override
        public void finish() {
            // Nothing to complete.
        }

        @Override
        public void close() {
            // Nothing to let go of.
        }
    };

    /**
     * Takes the next element.
     *
     * @param element its offset is that in the input, and means nothing for elements that were made on the way
     * @param body its body, to be read before this returns, or not
     */
    void accept(Element element, InputStream body) throws IOException;

    /** Takes an element without a body. */
    default void accept(Element element) throws IOException {
        accept(element, InputStream.nullInputStream());
    }

    /** There are no more. */
    void finish() throws IOException;

    /** Lets go of what it has set aside, and so do those that it passes elements on to. */
    @Override
    void close() throws IOException;
}
