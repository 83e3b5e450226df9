// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;

/**
 * A change to a stream: for each input element, it emits zero, one or several elements. The sink holds all state of one
 * stream, so a transform is reusable.
 */
@FunctionalInterface
interface Transform {
    /** Changes nothing. */
    Transform IDENTITY = out -> out;

    /** Returns a transform that changes only the configuration. */
    static Transform ofConfiguration(UnaryOperator<Configuration> change) {
        return out -> new TransformingSink(out) {
            @Override
            void transform(Element element, InputStream body) throws IOException {
                if (element instanceof Configuration configuration) {
                    out().accept(change.apply(configuration));
                } else {
                    out().accept(element, body);
                }
            }
        };
    }

    /** Creates the sink that consumes the elements of one stream and passes the changed elements to {@code out}. */
    ElementSink createSink(ElementSink out);

    /** Returns a transform that applies this transform first, then {@code next}. */
    default Transform andThen(Transform next) {
        return out -> createSink(next.createSink(out));
    }
}
