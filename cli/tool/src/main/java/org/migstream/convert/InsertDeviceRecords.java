// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.migstream.stream.Element;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;

/**
 * Puts the content of devices into their sections: data into END, in front of END_OF_STATE, and the configuration into
 * FULL. The sections stay where they are. QEMU 5.2 had the configuration in END; there it is replaced where it stands.
 */
final class InsertDeviceRecords implements Transform {
    private final RecordLookup records;
    private final boolean replacesPreCopy;

    /** Where the content comes from. */
    @FunctionalInterface
    interface RecordLookup {
        /** The content of a device, asked for when its END section has begun; null to leave it as it is. */
        Optional<DeviceRecords> find(SectionKey device) throws IOException;
    }

    /** @param whole whether the content stands for what the device sent while the guest ran, too */
    InsertDeviceRecords(RecordLookup contents, boolean whole) {
        this.records = contents;
        this.replacesPreCopy = whole;
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        return new InsertingSink(out);
    }

    private final class InsertingSink extends TransformingSink {
        private boolean afterConfig;

        InsertingSink(ElementSink out) {
            super(out);
        }

        @Override
        void transform(Element element, InputStream body) throws IOException {
            DeviceRecords content = element instanceof VfioRecord && section() != null ? findRecords(section()) : null;
            if (content == null) {
                out().accept(element, body);
            } else if (element instanceof VfioRecord.Data) {
                if (!replacesPreCopy) {
                    out().accept(element, body);
                }
            } else if (element instanceof VfioRecord.Config) {
                afterConfig = true;
                if (content.hasConfig()) {
                    content.writeConfig(out());
                } else {
                    out().accept(element, body);
                }
            } else {
                acceptFlag((VfioRecord) element, content);
            }
        }

        private DeviceRecords findRecords(Section section) throws IOException {
            boolean early =
                    section.kind() == Section.Kind.START || section.kind() == Section.Kind.PART && !replacesPreCopy;
            return early ? null : records.find(section.key()).orElse(null);
        }

        private void acceptFlag(VfioRecord flag, DeviceRecords content) throws IOException {
            if (afterConfig) {
                afterConfig = false;
            } else if (section().kind() == Section.Kind.END) {
                content.writeData(out());
            } else if (section().kind() == Section.Kind.FULL && content.hasConfig()) {
                // What stands here says that the configuration went another way.
                content.writeConfig(out());
                out().accept(new VfioRecord.TagOnly(flag.offset(), Tag.END_OF_STATE));
                return;
            }
            out().accept(flag);
        }
    }
}
