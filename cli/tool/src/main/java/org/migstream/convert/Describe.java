// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VmDesc;
import org.migstream.vmstate.DescribedSection;
import org.migstream.vmstate.VmDescriptionEditor;
import org.migstream.vmstate.VmDescriptionException;

/**
 * Makes the description at the end agree with what has become of the stream: it looks at the stream in front of all
 * changes and behind them, so that none of them has to know of it.
 */
final class Describe {
    /** Machines have some hundred. */
    private static final int MOST_SECTIONS = 1 << 14;

    private final byte[] extension;

    /** @param extension in place of what migstream has added; null to leave it */
    Describe(byte[] extension) {
        this.extension = extension;
    }

    /** The changes, with the description brought in line. */
    Transform around(Transform changes) {
        return out -> {
            After after = new After(out);
            return new Step(changes.into(after)) {
                @Override
                void change(Element element, InputStream body) throws IOException {
                    if (element instanceof Configuration configuration) {
                        after.before = configuration;
                    }
                    out().element(element, body);
                }
            };
        };
    }

    private final class After extends Step implements VmDescriptionEditor.Changes {
        private final Map<SectionKey, Queue<Long>> payloads = new HashMap<>();
        private Configuration before;
        private Configuration configuration;
        private int sections;
        private long length;

        After(ElementSink out) {
            super(out);
        }

        @Override
        void change(Element element, InputStream body) throws IOException {
            if (element instanceof VmDesc description) {
                describe(description, body);
                return;
            }
            if (element instanceof Configuration changed) {
                configuration = changed;
            } else if (element instanceof SectionFooter) {
                note(section());
            } else if (section() != null) {
                length = element instanceof Section ? 0 : length + element.headLength() + element.bodyLength();
            }
            out().element(element, body);
        }

        private void note(Section done) throws IOException {
            if (done.kind() != Section.Kind.FULL) {
                return;
            }
            payloads.computeIfAbsent(done.key(), key -> new ArrayDeque<>(1)).add(length);
            if (++sections > MOST_SECTIONS) {
                throw new LimitExceededException(
                        "convert.too-many-sections", done.offset(), "more than " + MOST_SECTIONS + " FULL sections");
            }
        }

        private void describe(VmDesc description, InputStream body) throws IOException {
            try (SpillBuffer old = new SpillBuffer();
                    SpillBuffer changed = new SpillBuffer()) {
                body.transferTo(old);
                VmDescriptionEditor.edit(old, this, changed);
                out().element(
                                new VmDesc(description.offset(), changed.length()),
                                changed.openRange(0, changed.length()));
            } catch (VmDescriptionException e) {
                throw new MalformedStreamException(
                        "vmdesc.malformed",
                        description.bodyOffset() + e.offset(),
                        "the description cannot be read, and so not be changed: " + e.getMessage());
            }
        }

        @Override
        public OptionalLong newPayloadLength(DescribedSection section) {
            Queue<Long> of = payloads.get(section.key());
            return of == null || of.isEmpty() ? OptionalLong.empty() : OptionalLong.of(of.remove());
        }

        @Override
        public Configuration newConfiguration() {
            return configuration == null || configuration.equals(before) ? null : configuration;
        }

        @Override
        public byte[] newExtension() {
            return extension;
        }
    }
}
