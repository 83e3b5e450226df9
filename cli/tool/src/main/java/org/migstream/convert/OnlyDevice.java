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

/**
 * Leaves a stream in which there is nothing but one VFIO device. Which one need not be said if there is only one: as all
 * devices announce themselves in START sections, in front of all else that they send, nothing is passed on before that is
 * clear.
 */
final class OnlyDevice implements Transform {
    private final SectionName name;

    /** @param name of the device; null for the only one */
    OnlyDevice(SectionName name) {
        this.name = name;
    }

    @Override
    public ElementSink into(ElementSink out) {
        return new Choosing(out);
    }

    private final class Choosing extends Step {
        private final Set<SectionKey> devices = new LinkedHashSet<>();
        /** Heads without bodies; null when it is clear which device it is. */
        private List<Element> opening = new ArrayList<>();

        private SectionKey chosen;

        Choosing(ElementSink out) {
            super(out);
        }

        @Override
        void change(Element element, InputStream body) throws IOException {
            if (element instanceof Section head) {
                meet(head);
            }
            boolean inside = section() != null;
            if (inside
                    ? !section().key().equals(chosen)
                    : element instanceof Command || element instanceof OpaqueBytes) {
                return;
            }
            if (opening != null && element.bodyLength() > 0) {
                decide();
            }
            if (opening != null) {
                // Without memory there is none in a format of its own.
                opening.add(element instanceof Configuration saved ? MappedRamFormat.without(saved) : element);
            } else {
                out().element(element, body);
            }
        }

        private void meet(Section head) throws IOException {
            if (head.isVfio() && devices.add(head.key()) && (name == null ? chosen == null : name.names(head.key()))) {
                chosen = chosen == null ? head.key() : chosen;
            }
            if (head.kind() != Section.Kind.START && (head.isVfio() || head.kind() != Section.Kind.FULL)) {
                decide();
            }
        }

        private void decide() throws IOException {
            if (opening == null) {
                return;
            }
            if (name == null && devices.size() > 1) {
                throw RefusedException.no(
                        "vfio.several-devices",
                        "there are " + devices.size() + " VFIO devices: choose one with --device, " + names());
            }
            if (chosen == null) {
                throw RefusedException.no(
                        "vfio.no-such-device",
                        (name == null ? "the stream has no VFIO device" : "no VFIO device \"" + name.text() + "\"")
                                + (devices.isEmpty() ? "" : "; there is " + names()));
            }
            for (Element element : opening) {
                out().element(element);
            }
            opening = null;
        }

        private String names() {
            return devices.stream().map(SectionKey::idstr).collect(Collectors.joining(", "));
        }

        @Override
        public void end() throws IOException {
            decide();
            super.end();
        }
    }
}
