// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.stream.Element;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;

/**
 * Puts the content of devices into their sections: data into END, in front of END_OF_STATE, and the configuration into
 * FULL. The sections stay where they are. QEMU 5.2 had the configuration in END; there it is replaced where it stands.
 */
final class PutDevice implements Transform {
    private final Contents contents;
    private final boolean whole;

    /** Where the content comes from. */
    @FunctionalInterface
    interface Contents {
        /** The content of a device, asked for when its END section has begun; null to leave it as it is. */
        DeviceContent of(SectionKey device) throws IOException;
    }

    /** @param whole whether the content stands for what the device sent while the guest ran, too */
    PutDevice(Contents contents, boolean whole) {
        this.contents = contents;
        this.whole = whole;
    }

    @Override
    public ElementSink into(ElementSink out) {
        return new Putting(out);
    }

    private final class Putting extends Step {
        private boolean configOpen;

        Putting(ElementSink out) {
            super(out);
        }

        @Override
        void change(Element element, InputStream body) throws IOException {
            DeviceContent content = element instanceof VfioRecord && section() != null ? content(section()) : null;
            if (content == null) {
                out().element(element, body);
            } else if (element instanceof VfioRecord.Data) {
                if (!whole) {
                    out().element(element, body);
                }
            } else if (element instanceof VfioRecord.Config) {
                configOpen = true;
                if (content.hasConfig()) {
                    content.config(out());
                } else {
                    out().element(element, body);
                }
            } else {
                flag((VfioRecord) element, content);
            }
        }

        private DeviceContent content(Section section) throws IOException {
            boolean early = section.kind() == Section.Kind.START || section.kind() == Section.Kind.PART && !whole;
            return early ? null : contents.of(section.key());
        }

        private void flag(VfioRecord flag, DeviceContent content) throws IOException {
            if (configOpen) {
                configOpen = false;
            } else if (section().kind() == Section.Kind.END) {
                content.data(out());
            } else if (section().kind() == Section.Kind.FULL && content.hasConfig()) {
                // What stands here says that the configuration went another way.
                content.config(out());
                out().element(new VfioRecord.TagOnly(flag.offset(), Tag.END_OF_STATE));
                return;
            }
            out().element(flag);
        }
    }
}
