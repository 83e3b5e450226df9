// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage;

/**
 * Removes the content of guest memory. The list of blocks and all sections stay. The result is a stream without pages.
 * After QEMU has loaded it, guest memory is as in a machine that was just powered on.
 */
final class StripRam implements Transform {
    @Override
    public ElementSink createSink(ElementSink out) {
        return new TransformingSink(out) {
            @Override
            void transform(Element element, InputStream body) throws IOException {
                if (element instanceof RamBlock block) {
                    out().accept(MappedRamFormat.removeFrom(block));
                } else if (element instanceof Configuration configuration) {
                    out().accept(MappedRamFormat.removeFrom(configuration));
                } else if (!isContent(element)) {
                    out().accept(element, body);
                }
            }

            /**
             * Returns whether an element is memory content. Trailing bytes count as memory content, because they may be
             * pages.
             */
            private boolean isContent(Element element) {
                return element instanceof RamPage
                        || element instanceof MappedRamRegion
                        || element instanceof RamRecord.FlagOnly mark && mark.flag() == RamRecord.Flag.MULTIFD_FLUSH
                        || element instanceof OpaqueBytes && section() == null;
            }
        };
    }
}
