// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.Element.SelfDelimitingRecord;
import org.migstream.stream.RamSectionParser.RamOptions;
import org.migstream.stream.Section.Framing;
import org.migstream.stream.Section.Kind;

/**
 * Chooses the parser for the payload of a section: the parser of the handler if there is one, else a parser that uses
 * the length in the vmdescription if it is known, else a parser that searches for the end. The parsers for
 * self-delimiting payloads and for payloads of known length are nested here.
 */
final class SectionParsers {
    private static final String RAM = "ram";
    private static final String VFIO = "vfio";

    /**
     * Payload lengths in bytes of sections that are often last. In a stream without footers and vmdescription, their
     * ends cannot be found in another way. The payload of {@code globalstate} is be32 and 100 bytes (QEMU
     * migration/global_state.c {@code vmstate_globalstate}); that of {@code acpi_build} is one flag
     * (hw/i386/acpi-build.c {@code vmstate_acpi_build}).
     */
    private static final Map<String, Long> FIXED_LENGTHS = Map.of("globalstate", 104L, "acpi_build", 1L);

    /** Parsers of self-delimiting sections. The parsers of ram and vfio are not here because they need more context. */
    private static final Map<String, Supplier<ElementParser>> SELF_DELIMITING_HANDLERS = Map.of(
            "dirty-bitmap", () -> new SelfDelimitingParser(DirtyBitmapRecord::read),
            "block", () -> new SelfDelimitingParser(BlockDeviceRecord::read),
            "spapr/htab", () -> new SelfDelimitingParser(HtabRecord.Header::read, HtabRecord.Chunk::read),
            "pbs-state", () -> new SelfDelimitingParser(PbsStateRecord::read),
            "s390-storage_attributes", () -> new SelfDelimitingParser(S390StorageRecord::read),
            "s390-skeys", () -> new SelfDelimitingParser(S390StorageRecord::read),
            "todclock", () -> new SelfDelimitingParser(TodClockRecord::read));

    private final SectionEndDetector endDetector;
    private final SectionSizes sectionSizes;
    private RamOptions ramOptions = RamOptions.NONE;
    private @Nullable RamSectionParser ramParser;

    SectionParsers(SectionEndDetector endDetector, SectionSizes sectionSizes) {
        this.endDetector = endDetector;
        this.sectionSizes = sectionSizes;
    }

    /** Sets the properties of the source that determine the format of its sections. */
    void setConfiguration(Configuration configuration) {
        ramOptions = new RamOptions(
                false, configuration.isIgnoringShared(), configuration.isMappedRam(), configuration.pageSize());
    }

    /** Records that a POSTCOPY_ADVISE command with page sizes has been read. */
    void setPostcopyAdvised() {
        ramOptions = ramOptions.withPostcopy();
    }

    /** Chooses the framing of the section whose payload starts at the position. */
    Framing chooseFraming(ByteSource in, Kind kind, long id, SectionKey key) throws IOException {
        if (isSelfDelimiting(key.idstr())) {
            return Framing.SELF_DELIMITING;
        }
        return kind == Kind.FULL && describedLength(in, id, key).isPresent() ? Framing.DESCRIBED : Framing.SCANNED;
    }

    /** Returns the parser for the payload of a section. */
    ElementParser parserFor(ByteSource in, Section section) throws IOException {
        String idstr = section.key().idstr();
        switch (section.framing()) {
            case SELF_DELIMITING:
                return selfDelimitingParser(section, idstr);
            case DESCRIBED:
                return new FixedLengthPayloadParser(
                        describedLength(in, section.sectionId(), section.key()).orElseThrow());
            default:
                return new ScannedPayloadParser(endDetector, section.sectionId());
        }
    }

    private ElementParser selfDelimitingParser(Section section, String idstr) {
        if (isRam(idstr)) {
            if (ramParser == null) {
                ramParser = new RamSectionParser(ramOptions.withDefaultPageSize(sectionSizes.pageSize()));
            }
            return ramParser;
        }
        Supplier<ElementParser> handler = SELF_DELIMITING_HANDLERS.get(idstr);
        return handler == null ? new VfioSectionParser(section, endDetector) : handler.get();
    }

    /**
     * Returns whether an idstr is that of a VFIO device: {@code vfio}, or the path of the device on its bus and {@code
     * /vfio}.
     */
    static boolean isVfio(String idstr) {
        return idstr.equals(VFIO) || idstr.endsWith("/" + VFIO);
    }

    /** Returns whether an idstr is that of guest memory. */
    static boolean isRam(String idstr) {
        return idstr.equals(RAM);
    }

    private static boolean isSelfDelimiting(String idstr) {
        return isRam(idstr) || isVfio(idstr) || SELF_DELIMITING_HANDLERS.containsKey(idstr);
    }

    /** Returns the described length of the payload at the position; empty if the section cannot end there. */
    private OptionalLong describedLength(ByteSource in, long id, SectionKey key) throws IOException {
        OptionalLong described = sectionSizes.fullPayloadLength(key);
        if (described.isEmpty()) {
            Long fixed = endDetector.hasNoFooters() ? FIXED_LENGTHS.get(key.idstr()) : null;
            return fixed == null ? OptionalLong.empty() : OptionalLong.of(fixed);
        }
        // For a pipe, the number of remaining bytes is unknown, so the length cannot be confirmed.
        if (described.getAsLong() < 0 || described.getAsLong() > in.remaining().orElse(-1)) {
            return OptionalLong.empty();
        }
        byte[] footer = new byte[SectionFooter.LENGTH];
        int count = in.readAt(in.position() + described.getAsLong(), footer);
        boolean confirmed =
                endDetector.hasNoFooters() || count == footer.length && SectionFooter.isFooterOf(footer, id);
        return confirmed ? described : OptionalLong.empty();
    }

    /**
     * Reads a payload of known length. Its pieces are the same as those of {@link ScannedPayloadParser}, so that the elements
     * do not depend on how the end was found.
     */
    static final class FixedLengthPayloadParser implements ElementParser {
        private long remaining;

        /** @param length of the payload in bytes */
        FixedLengthPayloadParser(long length) {
            remaining = length;
        }

        @Override
        public @Nullable Element next(ByteSource in) {
            if (remaining == 0) {
                return null;
            }
            long piece = Math.min(remaining, ScannedPayloadParser.MAX_PIECE);
            remaining -= piece;
            return new OpaqueBytes(in.position(), piece);
        }
    }

    /** Parses the payload of a section whose last record can be recognized. */
    static final class SelfDelimitingParser implements ElementParser {
        /** Reads the heads of records of one type. */
        interface RecordReader {
            /** Reads the head of the record at the position. */
            SelfDelimitingRecord read(ByteSource in) throws IOException;
        }

        private RecordReader nextReader;
        private final RecordReader laterReader;
        private boolean ended;

        /** Creates a parser for a section whose records have one type. */
        SelfDelimitingParser(RecordReader records) {
            this(records, records);
        }

        /** Creates a parser for a section whose first record has another type than the later ones. */
        SelfDelimitingParser(RecordReader first, RecordReader later) {
            this.nextReader = first;
            this.laterReader = later;
        }

        @Override
        public @Nullable Element next(ByteSource in) throws IOException {
            if (ended) {
                return null;
            }
            SelfDelimitingRecord record = nextReader.read(in);
            nextReader = laterReader;
            ended = record.isLast();
            return record;
        }
    }
}
