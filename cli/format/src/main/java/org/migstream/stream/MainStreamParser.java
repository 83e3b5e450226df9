// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.STREAM_NESTED_PACKAGE;
import static org.migstream.stream.StreamFindingCodes.STREAM_PACKAGE_LENGTH;
import static org.migstream.stream.StreamFindingCodes.STREAM_SECTION_HEAD;
import static org.migstream.stream.StreamFindingCodes.STREAM_TOO_MANY_SECTIONS;
import static org.migstream.stream.StreamFindingCodes.STREAM_TRAILING_BYTES;
import static org.migstream.stream.StreamFindingCodes.STREAM_UNKNOWN_ELEMENT;
import static org.migstream.stream.StreamFindingCodes.STREAM_UNKNOWN_SECTION_ID;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.Element.PackageEnd;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.Section.Kind;

/** Parses the main stream from "QEVM" to the last byte: {@code main} in the grammar of the package description. */
final class MainStreamParser implements ElementParser {
    /** Maximum number of START sections to keep; a machine has some tens of them. */
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
    private @Nullable Section openSection;
    private @Nullable ElementParser payloadParser;
    private long packageEnd = Long.MAX_VALUE;

    MainStreamParser(SectionSizes sectionSizes) {
        sectionParsers = new SectionParsers(endDetector, sectionSizes);
    }

    @Override
    public @Nullable Element next(ByteSource in) throws IOException {
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
                return openSection == null || payloadParser == null
                        ? readElement(in)
                        : readInSection(in, openSection, payloadParser);
            case VMDESC:
                state = State.TRAILING_BYTES;
                return readVmDesc(in);
            default:
                int available = in.isOpenEnded() ? 0 : in.available(ByteSource.MAX_LOOKAHEAD);
                return available == 0 ? null : new OpaqueBytes(in.position(), available);
        }
    }

    @Override
    public void skipPages(ByteSource in, PageVisitor visitor) throws IOException {
        Objects.requireNonNull(payloadParser, "a page is in a section").skipPages(in, visitor);
    }

    private Element readInSection(ByteSource in, Section section, ElementParser payload) throws IOException {
        Element record = payload.next(in);
        if (record != null) {
            return record;
        }
        SectionFooter footer = SectionFooter.read(in, section, endDetector.detectFooters(in));
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
        int type = in.peek8(0);
        switch (type) {
            case ElementType.QEMU_VM_EOF:
                return readEndOfStream(in);
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
                        STREAM_UNKNOWN_ELEMENT,
                        offset,
                        "a section, command or end of stream must start here, but 0x%02x is not a known type byte"
                                .formatted(type));
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
                    STREAM_SECTION_HEAD,
                    offset,
                    "the head of a %s section is damaged: name of %d bytes, version %d"
                            .formatted(kind, key.idstr().length(), version));
        }
        Section head = new Section(offset, kind, id, key, version, sectionParsers.chooseFraming(in, kind, id, key));
        if (kind == Kind.START) {
            startedSections.put(id, head);
            if (startedSections.size() > MAX_STARTED_SECTIONS) {
                throw new LimitExceededException(
                        STREAM_TOO_MANY_SECTIONS,
                        offset,
                        "the stream has more than " + MAX_STARTED_SECTIONS + " START sections");
            }
        }
        return enterSection(in, head);
    }

    /**
     * Returns whether QEMU can have written this name. QEMU's names are paths and words in ASCII, so other characters
     * show that the stream is damaged.
     */
    private static boolean isPrintableAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < 0x20 || name.charAt(i) > 0x7e) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private Section readContinuedSection(ByteSource in, Kind kind) throws IOException {
        long offset = in.position();
        in.readU8();
        long id = in.readBe32();
        Section start = startedSections.get(id);
        if (start == null) {
            throw new MalformedStreamException(
                    STREAM_UNKNOWN_SECTION_ID,
                    offset,
                    kind + " section with id 0x%x, but no START section has this id".formatted(id));
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
                throw new MalformedStreamException(
                        STREAM_NESTED_PACKAGE, command.offset(), "a package is inside another package");
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
                    STREAM_PACKAGE_LENGTH,
                    packageEnd,
                    "the package ends here, but its last element ends at 0x%x".formatted(offset));
        }
        packageEnd = Long.MAX_VALUE;
        endDetector.setPackageEnd(packageEnd);
        return new PackageEnd(offset);
    }

    /**
     * Reads the end mark. Throws if it is inside a package. QEMU reads a whole package before it loads the first section of
     * it ({@code loadvm_handle_cmd_packaged} in migration/savevm.c, QEMU 5.2 to 10.2), so the input is truncated if the
     * package has fewer bytes than its length.
     */
    private EndOfStream readEndOfStream(ByteSource in) throws IOException {
        long offset = in.position();
        if (packageEnd != Long.MAX_VALUE) {
            in.skip(packageEnd - offset);
            throw new MalformedStreamException(
                    STREAM_PACKAGE_LENGTH,
                    offset,
                    "the stream ends here, but by its length the package around this offset ends at 0x%x"
                            .formatted(packageEnd));
        }
        in.readU8();
        state = State.VMDESC;
        return new EndOfStream(offset);
    }

    private @Nullable Element readVmDesc(ByteSource in) throws IOException {
        long offset = in.position();
        if (in.available(1) == 0) {
            return null;
        }
        if (in.peek8(0) != ElementType.QEMU_VM_VMDESCRIPTION) {
            throw new MalformedStreamException(
                    STREAM_TRAILING_BYTES,
                    offset,
                    "the byte before ends the stream, but the bytes here are not a vmdescription: the stream is damaged"
                            + " before this offset, or other data follow the stream");
        }
        in.readU8();
        return new VmDesc(offset, in.readBe32());
    }
}
