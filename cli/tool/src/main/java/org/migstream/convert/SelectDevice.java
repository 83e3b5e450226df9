// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.OpaqueBytes;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/**
 * Leaves a stream in which there is nothing but one VFIO device. Which one need not be said if there is only one: as all
 * devices announce themselves in START sections, in front of all else that they send, nothing is passed on before that is
 * clear.
 */
final class SelectDevice implements Transform {
    private final SectionSelector name;

    /** @param name of the device; null for the only one */
    SelectDevice(SectionSelector name) {
        this.name = name;
    }

    /** Returns a transform that rejects a stream without the configuration of the device. */
    static Transform requireConfig() {
        return out -> new TransformingSink(out) {
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

    @Override
    public ElementSink createSink(ElementSink out) {
        return new SelectingSink(out);
    }

    private final class SelectingSink extends TransformingSink {
        private final Set<SectionKey> devices = new LinkedHashSet<>();
        /** Heads without bodies; null when it is clear which device it is. */
        private List<Element> bufferedElements = new ArrayList<>();

        private SectionKey selected;

        SelectingSink(ElementSink out) {
            super(out);
        }

        @Override
        void transform(Element element, InputStream body) throws IOException {
            if (element instanceof Section head) {
                addDevice(head);
            }
            boolean inside = section() != null;
            if (inside
                    ? !section().key().equals(selected)
                    : element instanceof Command || element instanceof OpaqueBytes) {
                return;
            }
            if (bufferedElements != null && element.bodyLength() > 0) {
                selectDevice();
            }
            if (bufferedElements != null) {
                // Without memory there is none in a format of its own.
                bufferedElements.add(
                        element instanceof Configuration saved ? MappedRamFormat.removeFrom(saved) : element);
            } else {
                out().accept(element, body);
            }
        }

        private void addDevice(Section head) throws IOException {
            if (head.isVfio()
                    && devices.add(head.key())
                    && (name == null ? selected == null : name.matches(head.key()))) {
                selected = selected == null ? head.key() : selected;
            }
            if (head.kind() != Section.Kind.START && (head.isVfio() || head.kind() != Section.Kind.FULL)) {
                selectDevice();
            }
        }

        private void selectDevice() throws IOException {
            if (bufferedElements == null) {
                return;
            }
            if (name == null && devices.size() > 1) {
                throw ConversionException.invalidRequest(
                        "vfio.several-devices",
                        "there are " + devices.size() + " VFIO devices: choose one with --device, " + deviceNames());
            }
            if (selected == null) {
                throw ConversionException.invalidRequest(
                        "vfio.no-such-device",
                        (name == null ? "the stream has no VFIO device" : "no VFIO device \"" + name.text() + "\"")
                                + (devices.isEmpty() ? "" : "; there is " + deviceNames()));
            }
            for (Element element : bufferedElements) {
                out().accept(element);
            }
            bufferedElements = null;
        }

        private String deviceNames() {
            return devices.stream().map(SectionKey::idstr).collect(Collectors.joining(", "));
        }

        @Override
        public void finish() throws IOException {
            selectDevice();
            super.finish();
        }
    }
}
