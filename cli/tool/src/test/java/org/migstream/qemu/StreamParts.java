// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.migstream.io.ByteSource;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.FileHeader;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamRecord;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.vmstate.PathSink;
import org.migstream.vmstate.StreamWithVmDescription;
import org.migstream.vmstate.VmDescription;
import org.migstream.vmstate.VmStateDescription;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateValue;

/**
 * The parts of a stream without the content of guest memory.
 *
 * @param stream the bytes of the stream
 * @param parts the parts in the order of the stream
 * @param sections the whole sections, from head to footer, in the order of the stream
 */
record StreamParts(byte[] stream, List<Part> parts, List<Part> sections) {
    /** The bytes of the head of a subsection besides its name: type, length of the name, version. */
    private static final int SUBSECTION_HEAD = 6;

    enum Kind {
        HEADER,
        CONFIGURATION,
        COMMAND,
        SECTION,
        SECTION_HEAD,
        RAM_RECORD,
        FIELD,
        FOOTER,
        END,
        VMDESCRIPTION
    }

    /**
     * A range of bytes.
     *
     * @param owner the idstr of the section, or the kind
     * @param from the offset of the first byte
     * @param to the offset after the last byte
     */
    record Part(Kind kind, String owner, int from, int to) {
        /** Returns the idstr of the section. */
        String section() {
            return owner.substring(0, (owner + " ").indexOf(' '));
        }

        int length() {
            return to - from;
        }

        @Override
        public String toString() {
            return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " of " + owner;
        }
    }

    /** Splits a stream that has a vmdescription and footers. */
    static StreamParts of(byte[] stream) throws IOException {
        VmDescription description =
                VmDescription.read(new ByteArrayInputStream(StreamWithVmDescription.json(stream)), stream.length);
        List<Part> parts = new ArrayList<>();
        List<Part> sections = new ArrayList<>();
        MigrationReader reader = MigrationReader.of(ByteSource.of(new ByteArrayInputStream(stream)), description);
        String owner = "the stream";
        int head = 0;
        for (Element element; (element = reader.next()) != null; ) {
            int from = (int) element.offset();
            int to = (int) element.end();
            if (element instanceof Section section) {
                owner = section.key().idstr();
                head = from;
                parts.add(new Part(Kind.SECTION_HEAD, owner, from, to));
            } else if (element instanceof SectionFooter) {
                parts.add(new Part(Kind.FOOTER, owner, from, to));
                sections.add(new Part(Kind.SECTION, owner, head, to));
                owner = "the stream";
            } else if (element instanceof RamRecord) {
                parts.add(new Part(Kind.RAM_RECORD, owner, from, (int) element.bodyOffset()));
            } else if (!(element instanceof Element.OpaqueBytes)) {
                parts.add(new Part(kindOf(element), owner, from, to));
            }
        }
        new StreamWithVmDescription(stream).decode(new FieldCollector(parts), 0);
        parts.removeIf(part -> part.length() == 0);
        return new StreamParts(stream, List.copyOf(parts), List.copyOf(sections));
    }

    private static Kind kindOf(Element element) {
        if (element instanceof FileHeader) {
            return Kind.HEADER;
        }
        if (element instanceof Configuration) {
            return Kind.CONFIGURATION;
        }
        if (element instanceof Command) {
            return Kind.COMMAND;
        }
        if (element instanceof Element.EndOfStream) {
            return Kind.END;
        }
        if (element instanceof Element.VmDesc) {
            return Kind.VMDESCRIPTION;
        }
        throw new IllegalArgumentException("an element of an unexpected kind: " + element);
    }

    /** Adds a part for each field, and for the head of each subsection. */
    private static final class FieldCollector extends PathSink {
        private final List<Part> parts;

        FieldCollector(List<Part> parts) {
            this.parts = parts;
        }

        @Override
        public void beginSubsection(VmStateDescription description, long offset) throws IOException {
            super.beginSubsection(description, offset);
            add(path("head"), offset, SUBSECTION_HEAD + description.name().length());
        }

        @Override
        public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) {
            add(path(field.elementLabel(index)), offset, value.length());
        }

        private void add(String path, long offset, long length) {
            parts.add(new Part(Kind.FIELD, section().idstr() + " " + path, (int) offset, (int) (offset + length)));
        }
    }

    /** Returns the parts of a kind; at least one. */
    List<Part> ofKind(Kind kind) {
        List<Part> found = parts.stream().filter(part -> part.kind() == kind).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("the stream has no part of the kind " + kind);
        }
        return found;
    }
}
