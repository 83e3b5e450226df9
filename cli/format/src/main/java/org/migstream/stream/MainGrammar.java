// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.migstream.io.ByteSource;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.Section.Kind;

/** The main stream from "QEVM" to the last byte: the grammar at the top of this package's description. */
final class MainGrammar implements Grammar {
    /** START sections announce ids that must be remembered; machines have some tens. */
    private static final int MAX_STARTED = 1 << 12;

    private enum Part {
        HEADER,
        CONFIGURATION,
        ELEMENTS,
        TAIL,
        TRAILER
    }

    private final Map<Long, Section> started = new HashMap<>();
    private final SectionEnds ends = new SectionEnds(started::containsKey);
    private final SectionGrammars grammars;
    private Part part = Part.HEADER;
    private Section section;
    private Grammar payload;
    private long packageEnd = Long.MAX_VALUE;

    MainGrammar(Foreknowledge known) {
        grammars = new SectionGrammars(ends, known);
    }

    @Override
    public Element next(ByteSource in) throws IOException {
        switch (part) {
            case HEADER:
                part = Part.CONFIGURATION;
                return FileHeader.read(in);
            case CONFIGURATION:
                part = Part.ELEMENTS;
                if (in.available(1) == 1 && in.peek8(0) == ElementMark.QEMU_VM_CONFIGURATION) {
                    Configuration configuration = Configuration.read(in);
                    grammars.configured(configuration);
                    return configuration;
                }
                return element(in);
            case ELEMENTS:
                return section == null ? element(in) : inSection(in);
            case TAIL:
                part = Part.TRAILER;
                return tail(in);
            default:
                int there = in.available(ByteSource.MAX_LOOKAHEAD);
                return there == 0 ? null : new OpaqueBytes(in.position(), there);
        }
    }

    private Element inSection(ByteSource in) throws IOException {
        Element record = payload.next(in);
        if (record != null) {
            return record;
        }
        SectionFooter footer = SectionFooter.read(in, section, ends.footersAt(in));
        section = null;
        return footer;
    }

    private Element element(ByteSource in) throws IOException {
        long offset = in.position();
        if (offset >= packageEnd) {
            return packageEnd(offset);
        }
        if (in.available(1) == 0) {
            throw in.endOfInputException();
        }
        int mark = in.peek8(0);
        switch (mark) {
            case ElementMark.QEMU_VM_EOF:
                in.readU8();
                part = Part.TAIL;
                return new EndOfStream(offset);
            case ElementMark.QEMU_VM_SECTION_START:
                return named(in, Kind.START);
            case ElementMark.QEMU_VM_SECTION_FULL:
                return named(in, Kind.FULL);
            case ElementMark.QEMU_VM_SECTION_PART:
                return continued(in, Kind.PART);
            case ElementMark.QEMU_VM_SECTION_END:
                return continued(in, Kind.END);
            case ElementMark.QEMU_VM_COMMAND:
                return command(in);
            default:
                throw new MalformedStreamException(
                        "stream.unknown-element",
                        offset,
                        "a section, command or end of stream must begin here, but 0x%02x begins none".formatted(mark));
        }
    }

    private Section named(ByteSource in, Kind kind) throws IOException {
        long offset = in.position();
        in.readU8();
        long id = in.readBe32();
        SectionKey key = new SectionKey(in.readCountedString(), in.readBe32());
        long version = in.readBe32();
        if (!isText(key.idstr()) || version > SectionEnds.MAX_VERSION) {
            throw new MalformedStreamException(
                    "stream.section-head",
                    offset,
                    "a %s section begins here, but its name of %d bytes and version %d make no sense"
                            .formatted(kind, key.idstr().length(), version));
        }
        Section head = new Section(offset, kind, id, key, version, grammars.framing(in, kind, id, key));
        if (kind == Kind.START) {
            started.put(id, head);
            if (started.size() > MAX_STARTED) {
                throw new LimitExceededException(
                        "stream.too-many-sections", offset, "more than " + MAX_STARTED + " START sections");
            }
        }
        return enter(in, head);
    }

    /** QEMU's names are paths and words in ASCII; anything else means that something is out of step. */
    private static boolean isText(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    }

    private Section continued(ByteSource in, Kind kind) throws IOException {
        long offset = in.position();
        in.readU8();
        long id = in.readBe32();
        Section start = started.get(id);
        if (start == null) {
            throw new MalformedStreamException(
                    "stream.unknown-section-id",
                    offset,
                    kind + " section with the id 0x%x, which no START section announced".formatted(id));
        }
        return enter(in, new Section(offset, kind, id, start.key(), start.versionId(), start.framing()));
    }

    private Section enter(ByteSource in, Section head) throws IOException {
        section = head;
        payload = grammars.of(in, head);
        return head;
    }

    private Command command(ByteSource in) throws IOException {
        Command command = Command.read(in);
        if (command.is(Command.Name.POSTCOPY_ADVISE) && command.bodyLength() > 0) {
            grammars.postcopyAdvised();
        } else if (command.is(Command.Name.PACKAGED)) {
            if (packageEnd != Long.MAX_VALUE) {
                throw new MalformedStreamException("stream.nested-package", command.offset(), "a package in a package");
            }
            if (in.available(4) < 4) {
                throw in.endOfInputException();
            }
            packageEnd = command.end() + in.peek32(0);
            ends.within(packageEnd);
        }
        return command;
    }

    private PackageEnd packageEnd(long offset) throws IOException {
        if (offset > packageEnd) {
            throw new MalformedStreamException(
                    "stream.package-length",
                    packageEnd,
                    "the package ends here, but its last element goes on to 0x%x".formatted(offset));
        }
        packageEnd = Long.MAX_VALUE;
        ends.within(packageEnd);
        return new PackageEnd(offset);
    }

    private Element tail(ByteSource in) throws IOException {
        long offset = in.position();
        if (in.available(1) == 0) {
            return null;
        }
        if (in.peek8(0) != ElementMark.QEMU_VM_VMDESCRIPTION) {
            throw new MalformedStreamException(
                    "stream.trailing-bytes",
                    offset,
                    "the byte in front ends the stream, but what follows is no description: damaged before this place,"
                            + " or followed by something else");
        }
        in.readU8();
        return new VmDesc(offset, in.readBe32());
    }
}
