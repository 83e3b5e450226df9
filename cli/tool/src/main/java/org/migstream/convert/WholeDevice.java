// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Element;
import org.migstream.stream.VfioRecord;

/** Refuses a device whose configuration is not in the stream: it went another way, and what there is is not all. */
final class WholeDevice implements Transform {
    @Override
    public ElementSink into(ElementSink out) {
        return new Step(out) {
            private boolean configured;

            @Override
            void change(Element element, InputStream body) throws IOException {
                configured |= element instanceof VfioRecord.Config;
                out().element(element, body);
            }

            @Override
            public void end() throws IOException {
                if (!configured) {
                    throw RefusedException.no(
                            "multifd.channels-needed",
                            "the stream has not all of the device: its state went over multifd channels, whose recordings"
                                    + " are given with --channel");
                }
                super.end();
            }
        };
    }
}
