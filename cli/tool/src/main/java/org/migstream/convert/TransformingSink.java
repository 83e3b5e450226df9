// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Element;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;

/** What a {@link Transform} makes: passes on whatever it does not change, and knows the section it is in. */
abstract class TransformingSink implements ElementSink {
    private final ElementSink out;
    private Section section;

    TransformingSink(ElementSink out) {
        this.out = out;
    }

    /** Where the changed elements go. */
    final ElementSink out() {
        return out;
    }

    /** The section whose records come, or whose head or footer has come; null outside. */
    final Section section() {
        return section;
    }

    @Override
    public final void accept(Element element, InputStream body) throws IOException {
        if (element instanceof Section head) {
            section = head;
        }
        transform(element, body);
        if (element instanceof SectionFooter) {
            section = null;
        }
    }

    /** Takes an element and passes on what becomes of it. */
    abstract void transform(Element element, InputStream body) throws IOException;

    @Override
    public void finish() throws IOException {
        out.finish();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
