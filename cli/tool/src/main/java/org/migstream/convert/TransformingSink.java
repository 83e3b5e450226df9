// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.Element;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;

/** The sink of a {@link Transform}: tracks the current section. */
abstract class TransformingSink implements ElementSink {
    private final ElementSink out;
    private @Nullable Section section;

    TransformingSink(ElementSink out) {
        this.out = out;
    }

    /** Returns the sink of the changed elements. */
    final ElementSink out() {
        return out;
    }

    /**
     * Returns the section to which the current element belongs; null outside of sections. The header and the footer
     * belong to the section.
     */
    final @Nullable Section section() {
        return section;
    }

    /** Returns the current section; fails outside of a section. */
    final Section requireSection() {
        return Objects.requireNonNull(section);
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

    /** Consumes an element and passes the result to {@link #out()}. */
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
