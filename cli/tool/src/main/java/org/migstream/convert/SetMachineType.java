// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_CONFIGURATION;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;

/** Replaces the machine type in the configuration. The sections stay those of the original machine. */
final class SetMachineType implements Transform {
    private final String machineType;

    SetMachineType(String machineType) {
        this.machineType = machineType;
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        return new TransformingSink(out) {
            private boolean replaced;

            @Override
            void transform(Element element, InputStream body) throws IOException {
                if (element instanceof Configuration configuration) {
                    replaced = true;
                    out().accept(new Configuration(configuration.offset(), machineType, configuration.subsections()));
                } else {
                    out().accept(element, body);
                }
            }

            @Override
            public void finish() throws IOException {
                if (!replaced) {
                    throw ConversionException.invalidRequest(
                            CONVERT_NO_CONFIGURATION,
                            "the stream has no configuration section, so it has no machine type to replace");
                }
                super.finish();
            }
        };
    }
}
