// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;

/** Names another machine type in the configuration; the sections stay those of the machine that wrote them. */
final class MachineType implements Transform {
    private final String name;

    MachineType(String name) {
        this.name = name;
    }

    @Override
    public ElementSink into(ElementSink out) {
        return new Step(out) {
            private boolean named;

            @Override
            void change(Element element, InputStream body) throws IOException {
                if (element instanceof Configuration saved) {
                    named = true;
                    out().element(new Configuration(saved.offset(), name, saved.subsections()));
                } else {
                    out().element(element, body);
                }
            }

            @Override
            public void end() throws IOException {
                if (!named) {
                    throw RefusedException.no(
                            "convert.no-configuration",
                            "the stream does not name its machine type, so there is none to replace");
                }
                super.end();
            }
        };
    }
}
