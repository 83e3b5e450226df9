// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.migstream.io.ByteSource;
import org.migstream.stream.Section.Framing;
import org.migstream.stream.Section.Kind;

/**
 * Decides how the payload of a section is read: by the grammar of its handler where that has one, else by the length
 * that the description gives, else by looking for the end.
 */
final class SectionParsers {
    private static final String RAM = "ram";
    private static final String VFIO = "vfio";

    /**
     * The payload lengths of sections that often stand last, where without footers and a description nothing else tells
     * their end: be32 and 100 bytes (QEMU migration/global_state.c {@code vmstate_globalstate}), one flag (hw/i386/
     * acpi-build.c {@code vmstate_acpi_build}).
     */
    private static final Map<String, Long> FIXED_LENGTHS = Map.of("globalstate", 104L, "acpi_build", 1L);

    /** The handlers whose sections stand for themselves; ram and vfio need to know what stands in front. */
    private static final Map<String, Supplier<ElementParser>> SELF_DELIMITING_HANDLERS = Map.of(
            "dirty-bitmap", () -> new SelfDelimitingParser(DirtyBitmapRecord::read),
            "block", () -> new SelfDelimitingParser(BlockDeviceRecord::read),
            "spapr/htab", () -> new SelfDelimitingParser(HtabRecord.Header::read, HtabRecord.Chunk::read),
            "s390-storage_attributes", () -> new SelfDelimitingParser(S390StorageRecord::read),
            "s390-skeys", () -> new SelfDelimitingParser(S390StorageRecord::read),
            "todclock", () -> new SelfDelimitingParser(TodClockRecord::read));

    private final SectionEndDetector endDetector;
    private final SectionSizes sectionSizes;
    private RamOptions ramOptions = RamOptions.NONE;
    private RamSectionParser ramParser;

    SectionParsers(SectionEndDetector ends, SectionSizes known) {
        this.endDetector = ends;
        this.sectionSizes = known;
    }

    /** Takes what the configuration says about the sections to come. */
    void setConfiguration(Configuration configuration) {
        ramOptions = new RamOptions(
                false,
                configuration.capabilities().contains("x-ignore-shared"),
                configuration.capabilities().contains("mapped-ram"),
                configuration.pageSize());
    }

    /** A POSTCOPY_ADVISE with page sizes has been read. */
    void setPostcopyAdvised() {
        ramOptions = ramOptions.withPostcopy();
    }

    /** How the section whose payload begins at the position will be delimited. */
    Framing chooseFraming(ByteSource in, Kind kind, long id, SectionKey key) throws IOException {
        if (isSelfDelimiting(key.idstr())) {
            return Framing.SELF_DELIMITING;
        }
        return kind == Kind.FULL && describedLength(in, id, key) >= 0 ? Framing.DESCRIBED : Framing.SCANNED;
    }

    /** The grammar of the section's payload. */
    ElementParser parserFor(ByteSource in, Section section) throws IOException {
        String idstr = section.key().idstr();
        switch (section.framing()) {
            case SELF_DELIMITING:
                return selfDelimitingParser(section, idstr);
            case DESCRIBED:
                return new FixedLengthPayloadParser(describedLength(in, section.sectionId(), section.key()));
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
        return isVfio(idstr)
                ? new VfioSectionParser(section, endDetector)
                : SELF_DELIMITING_HANDLERS.get(idstr).get();
    }

    /** A device that QEMU's hw/vfio saves: named after its place on the bus, or bare where it has none. */
    static boolean isVfio(String idstr) {
        return idstr.equals(VFIO) || idstr.endsWith("/" + VFIO);
    }

    /** Guest memory. */
    static boolean isRam(String idstr) {
        return idstr.equals(RAM);
    }

    private static boolean isSelfDelimiting(String idstr) {
        return isRam(idstr) || isVfio(idstr) || SELF_DELIMITING_HANDLERS.containsKey(idstr);
    }

    /** The length of the payload at the position if it is described and the section can indeed end there, else -1. */
    private long describedLength(ByteSource in, long id, SectionKey key) throws IOException {
        OptionalLong described = sectionSizes.fullPayloadLength(key);
        if (described.isEmpty()) {
            return endDetector.hasNoFooters() ? FIXED_LENGTHS.getOrDefault(key.idstr(), -1L) : -1;
        }
        // Of a pipe, what remains is not known: -1.
        if (described.getAsLong() < 0 || described.getAsLong() > in.remaining().orElse(-1)) {
            return -1;
        }
        byte[] footer = new byte[SectionFooter.LENGTH];
        int count = in.readAt(in.position() + described.getAsLong(), footer);
        boolean confirmed =
                endDetector.hasNoFooters() || count == footer.length && SectionFooter.isFooterOf(footer, id);
        return confirmed ? described.getAsLong() : -1;
    }
}
