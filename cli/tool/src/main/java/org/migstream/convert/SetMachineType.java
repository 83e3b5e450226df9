// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;

/** Names another machine type in the configuration; the sections stay those of the machine that wrote them. */
final class SetMachineType implements Transform {
    private final String machineType;

    SetMachineType(String name) {
        this.machineType = name;
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        return new TransformingSink(out) {
            private boolean named;

            @Override
            void transform(Element element, InputStream body) throws IOException {
                if (element instanceof Configuration saved) {
                    named = true;
                    out().accept(new Configuration(saved.offset(), machineType, saved.subsections()));
                } else {
                    out().accept(element, body);
                }
            }

            @Override
            public void finish() throws IOException {
                if (!named) {
                    throw ConversionException.invalidRequest(
                            "convert.no-configuration",
                            "the stream does not name its machine type, so there is none to replace");
                }
                super.finish();
            }
        };
    }
}
