// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Severity;
import org.migstream.spi.Symbols;

/** Reads the section CONFIG: the capabilities that the target needs; adf_gen4_vfmig_load_config() compares them. */
final class QatConfigSection {
    static final String NAME = "CONFIG";

    private static final String VALUE = "value";

    private final QatSectionReader sections;
    private final FieldReader in;

    QatConfigSection(QatSectionReader sections) {
        this.sections = sections;
        in = sections.fieldReader();
    }

    /** Returns the kind of this section, with the kinds inside it. */
    QatSectionKind kind() {
        List<QatSectionKind> masks = List.of(
                QatSectionKind.required(
                        "gencap",
                        section ->
                                readMask(section, Integer.BYTES, QatFacts.CAPABILITIES, QatCapabilities.ACCELERATION)),
                QatSectionKind.required(
                        "svcmap", section -> readMask(section, Short.BYTES, QatFacts.SERVICE_MAP, peekServiceMap())),
                QatSectionKind.required(
                        "extdc",
                        section -> readMask(
                                section, Integer.BYTES, QatFacts.COMPRESSION, QatCapabilities.EXTENDED_COMPRESSION)));
        return QatSectionKind.required(NAME, section -> sections.readSections(section, masks));
    }

    private Symbols peekServiceMap() throws IOException {
        int map = ByteBuffer.wrap(Arrays.copyOf(in.peek(Short.BYTES), Short.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getShort();
        return QatServiceMap.symbols(map & 0xffff);
    }

    /** Reads a mask. adf_mstate_capmask_compare() accepts any size up to 8 bytes and treats missing bytes as zeros. */
    private void readMask(QatSection section, int size, String fact, Symbols symbols) throws IOException {
        boolean tooLong = section.size() > Long.BYTES;
        sections.checkSize(
                section,
                size,
                tooLong ? Severity.ERROR : Severity.WARNING,
                tooLong ? "the kernel refuses the state" : "the kernel accepts up to " + Long.BYTES);
        switch ((int) section.size()) {
            case Byte.BYTES -> in.hexFact(fact, in.u8(VALUE, symbols));
            case Short.BYTES -> in.hexFact(fact, in.u16(VALUE, symbols));
            case Integer.BYTES -> in.hexFact(fact, in.u32(VALUE, symbols));
            case Long.BYTES -> in.hexFact(fact, in.u64(VALUE, symbols));
            default -> in.opaqueRest(VALUE);
        }
    }
}
