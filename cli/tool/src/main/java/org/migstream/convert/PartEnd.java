// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.stream.Element;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.Section;
import org.migstream.stream.VfioRecord;

/** Finds out whether the elements that pass have all of a part of a stream. */
final class PartEnd implements Transform {
    private final Part part;
    private boolean hasConfig;
    private boolean hasVmDesc;
    private boolean endHasData;
    private boolean deviceEnded;

    PartEnd(Part part) {
        this.part = part;
    }

    /** Returns whether the end of the part was read. The end of guest memory is never known before that of the stream. */
    boolean isReached() {
        return switch (part) {
            case STREAM, RAM -> false;
            // Without data in the END section, they may be on multifd channels, unless the configuration is not.
            case DATA -> deviceEnded && (endHasData || hasConfig);
            case CONFIG -> hasConfig;
            case VMDESC -> hasVmDesc;
        };
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        return new TransformingSink(out) {
            /** The element counts only after its body was read. */
            @Override
            void transform(Element element, InputStream body) throws IOException {
                out().accept(element, body);
                hasConfig |= element instanceof VfioRecord.Config;
                hasVmDesc |= element instanceof VmDesc;
                if (element instanceof VfioRecord record && requireSection().kind() == Section.Kind.END) {
                    endHasData |= record instanceof VfioRecord.Data;
                    deviceEnded |= record.tag() == VfioRecord.Tag.END_OF_STATE;
                }
            }
        };
    }
}
