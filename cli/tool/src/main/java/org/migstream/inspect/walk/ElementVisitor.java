// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;

/** Receives the elements of one kind of stream. */
interface ElementVisitor {
    /** Takes the element that {@code reader} has just read, and reads its body if it is needed. */
    void visit(Element element, MigrationReader reader) throws IOException;

    /** Returns the section that contains the current element; null outside of sections. */
    default @Nullable Section openSection() {
        return null;
    }
}
