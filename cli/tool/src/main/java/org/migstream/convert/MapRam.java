// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;

/** Says in the configuration that pages have places, which {@link MappedSink} gives them. */
final class MapRam implements Transform {
    @Override
    public ElementSink into(ElementSink out) {
        return new Step(out) {
            @Override
            void change(Element element, InputStream body) throws IOException {
                if (element instanceof Configuration configuration) {
                    out().element(MappedRamFormat.with(configuration));
                } else {
                    out().element(element, body);
                }
            }
        };
    }
}
