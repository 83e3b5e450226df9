// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Element;
import org.migstream.stream.VfioRecord;

/** Refuses a device whose configuration is not in the stream: it went another way, and what there is is not all. */
final class RequireDeviceConfig implements Transform {
    @Override
    public ElementSink createSink(ElementSink out) {
        return new TransformingSink(out) {
            private boolean configured;

            @Override
            void transform(Element element, InputStream body) throws IOException {
                configured |= element instanceof VfioRecord.Config;
                out().accept(element, body);
            }

            @Override
            public void finish() throws IOException {
                if (!configured) {
                    throw ConversionException.invalidRequest(
                            "multifd.channels-needed",
                            "the stream has not all of the device: its state went over multifd channels, whose recordings"
                                    + " are given with --channel");
                }
                super.finish();
            }
        };
    }
}
