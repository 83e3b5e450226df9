// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.Element;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;

/**
 * Inserts the records of devices into their sections: the data into the END section before END_OF_STATE, the
 * configuration into the FULL section. The order of the sections does not change. QEMU 5.2 writes the configuration
 * into the END section; in such a stream, the new configuration replaces the old configuration in the END section.
 */
final class InsertDeviceRecords implements Transform {
    private final RecordLookup records;
    private final boolean replacesPreCopy;

    /** Finds the records to insert. */
    @FunctionalInterface
    interface RecordLookup {
        /**
         * Returns the records of a device; empty to keep the device unchanged. Called for each record in the END and
         * FULL sections of the device, and in its PART sections if pre-copy data are replaced.
         */
        Optional<DeviceRecords> find(SectionKey device) throws IOException;
    }

    /** @param replacesPreCopy whether the records also replace the data that the device sent while the guest ran */
    InsertDeviceRecords(RecordLookup records, boolean replacesPreCopy) {
        this.records = records;
        this.replacesPreCopy = replacesPreCopy;
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
            @Nullable
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

        private @Nullable DeviceRecords findRecords(Section section) throws IOException {
            boolean keepsRecords =
                    section.kind() == Section.Kind.START || section.kind() == Section.Kind.PART && !replacesPreCopy;
            return keepsRecords ? null : records.find(section.key()).orElse(null);
        }

        private void acceptFlag(VfioRecord flag, DeviceRecords content) throws IOException {
            if (afterConfig) {
                afterConfig = false;
            } else if (requireSection().kind() == Section.Kind.END) {
                content.writeData(out());
            } else if (requireSection().kind() == Section.Kind.FULL && content.hasConfig()) {
                // This flag means that the configuration went over a multifd channel.
                content.writeConfig(out());
                out().accept(new VfioRecord.TagOnly(flag.offset(), Tag.END_OF_STATE));
                return;
            }
            out().accept(flag);
        }
    }
}
