// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.IOException;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;

/** Makes sense of the elements of one kind of stream. */
interface ElementVisitor {
    /** Takes the element that the reader stands at, and its body if it wants it. */
    void visit(Element element, MigrationReader reader) throws IOException;

    /** The section that is open, null outside. */
    default Section openSection() {
        return null;
    }
}
