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
final class MainStreamParser implements ElementParser {
    /** START sections announce ids that must be remembered; machines have some tens. */
    private static final int MAX_STARTED_SECTIONS = 1 << 12;

    private enum State {
        HEADER,
        CONFIGURATION,
        ELEMENTS,
        VMDESC,
        TRAILING_BYTES
    }

    private final Map<Long, Section> startedSections = new HashMap<>();
    private final SectionEndDetector endDetector = new SectionEndDetector(startedSections::containsKey);
    private final SectionParsers sectionParsers;
    private State state = State.HEADER;
    private Section openSection;
    private ElementParser payloadParser;
    private long packageEnd = Long.MAX_VALUE;

    MainStreamParser(SectionSizes known) {
        sectionParsers = new SectionParsers(endDetector, known);
    }

    @Override
    public Element next(ByteSource in) throws IOException {
        switch (state) {
            case HEADER:
                state = State.CONFIGURATION;
                return FileHeader.read(in);
            case CONFIGURATION:
                state = State.ELEMENTS;
                if (in.available(1) == 1 && in.peek8(0) == ElementType.QEMU_VM_CONFIGURATION) {
                    Configuration configuration = Configuration.read(in);
                    sectionParsers.setConfiguration(configuration);
                    return configuration;
                }
                return readElement(in);
            case ELEMENTS:
                return openSection == null ? readElement(in) : readInSection(in);
            case VMDESC:
                state = State.TRAILING_BYTES;
                return readVmDesc(in);
            default:
                int there = in.available(ByteSource.MAX_LOOKAHEAD);
                return there == 0 ? null : new OpaqueBytes(in.position(), there);
        }
    }

    private Element readInSection(ByteSource in) throws IOException {
        Element record = payloadParser.next(in);
        if (record != null) {
            return record;
        }
        SectionFooter footer = SectionFooter.read(in, openSection, endDetector.detectFooters(in));
        openSection = null;
        return footer;
    }

    private Element readElement(ByteSource in) throws IOException {
        long offset = in.position();
        if (offset >= packageEnd) {
            return endPackage(offset);
        }
        if (in.available(1) == 0) {
            throw in.endOfInputException();
        }
        int mark = in.peek8(0);
        switch (mark) {
            case ElementType.QEMU_VM_EOF:
                in.readU8();
                state = State.VMDESC;
                return new EndOfStream(offset);
            case ElementType.QEMU_VM_SECTION_START:
                return readNamedSection(in, Kind.START);
            case ElementType.QEMU_VM_SECTION_FULL:
                return readNamedSection(in, Kind.FULL);
            case ElementType.QEMU_VM_SECTION_PART:
                return readContinuedSection(in, Kind.PART);
            case ElementType.QEMU_VM_SECTION_END:
                return readContinuedSection(in, Kind.END);
            case ElementType.QEMU_VM_COMMAND:
                return readCommand(in);
            default:
                throw new MalformedStreamException(
                        "stream.unknown-element",
                        offset,
                        "a section, command or end of stream must begin here, but 0x%02x begins none".formatted(mark));
        }
    }

    private Section readNamedSection(ByteSource in, Kind kind) throws IOException {
        long offset = in.position();
        in.readU8();
        long id = in.readBe32();
        SectionKey key = new SectionKey(in.readCountedString(), in.readBe32());
        long version = in.readBe32();
        if (!isPrintableAscii(key.idstr()) || version > SectionEndDetector.MAX_VERSION) {
            throw new MalformedStreamException(
                    "stream.section-head",
                    offset,
                    "a %s section begins here, but its name of %d bytes and version %d make no sense"
                            .formatted(kind, key.idstr().length(), version));
        }
        Section head = new Section(offset, kind, id, key, version, sectionParsers.chooseFraming(in, kind, id, key));
        if (kind == Kind.START) {
            startedSections.put(id, head);
            if (startedSections.size() > MAX_STARTED_SECTIONS) {
                throw new LimitExceededException(
                        "stream.too-many-sections", offset, "more than " + MAX_STARTED_SECTIONS + " START sections");
            }
        }
        return enterSection(in, head);
    }

    /** QEMU's names are paths and words in ASCII; anything else means that something is out of step. */
    private static boolean isPrintableAscii(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    }

    private Section readContinuedSection(ByteSource in, Kind kind) throws IOException {
        long offset = in.position();
        in.readU8();
        long id = in.readBe32();
        Section start = startedSections.get(id);
        if (start == null) {
            throw new MalformedStreamException(
                    "stream.unknown-section-id",
                    offset,
                    kind + " section with the id 0x%x, which no START section announced".formatted(id));
        }
        return enterSection(in, new Section(offset, kind, id, start.key(), start.versionId(), start.framing()));
    }

    private Section enterSection(ByteSource in, Section head) throws IOException {
        openSection = head;
        payloadParser = sectionParsers.parserFor(in, head);
        return head;
    }

    private Command readCommand(ByteSource in) throws IOException {
        Command command = Command.read(in);
        if (command.is(Command.Name.POSTCOPY_ADVISE) && command.bodyLength() > 0) {
            sectionParsers.setPostcopyAdvised();
        } else if (command.is(Command.Name.PACKAGED)) {
            if (packageEnd != Long.MAX_VALUE) {
                throw new MalformedStreamException("stream.nested-package", command.offset(), "a package in a package");
            }
            if (in.available(4) < 4) {
                throw in.endOfInputException();
            }
            packageEnd = command.end() + in.peek32(0);
            endDetector.setPackageEnd(packageEnd);
        }
        return command;
    }

    private PackageEnd endPackage(long offset) throws IOException {
        if (offset > packageEnd) {
            throw new MalformedStreamException(
                    "stream.package-length",
                    packageEnd,
                    "the package ends here, but its last element goes on to 0x%x".formatted(offset));
        }
        packageEnd = Long.MAX_VALUE;
        endDetector.setPackageEnd(packageEnd);
        return new PackageEnd(offset);
    }

    private Element readVmDesc(ByteSource in) throws IOException {
        long offset = in.position();
        if (in.available(1) == 0) {
            return null;
        }
        if (in.peek8(0) != ElementType.QEMU_VM_VMDESCRIPTION) {
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
