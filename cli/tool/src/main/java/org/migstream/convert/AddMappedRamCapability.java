// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;

/** Says in the configuration that pages have places, which {@link MappedRamSink} gives them. */
final class AddMappedRamCapability implements Transform {
    @Override
    public ElementSink createSink(ElementSink out) {
        return new TransformingSink(out) {
            @Override
            void transform(Element element, InputStream body) throws IOException {
                if (element instanceof Configuration configuration) {
                    out().accept(MappedRamFormat.addTo(configuration));
                } else {
                    out().accept(element, body);
                }
            }
        };
    }
}
