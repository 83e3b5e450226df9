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

/** CONFIG: what the device must be able to do. Checked by adf_gen4_vfmig_load_config() as soon as it has come. */
final class QatConfigSection {
    static final String NAME = "CONFIG";

    private static final String VALUE = "value";

    private final QatSectionReader sections;
    private final FieldReader in;

    QatConfigSection(QatSectionReader sections) {
        this.sections = sections;
        in = sections.fieldReader();
    }

    QatSectionKind kind() {
        List<QatSectionKind> masks = List.of(
                QatSectionKind.required(
                        "gencap",
                        section ->
                                readMask(section, Integer.BYTES, QatRule.CAPABILITIES, QatCapabilities.ACCELERATION)),
                QatSectionKind.required(
                        "svcmap", section -> readMask(section, Short.BYTES, QatRule.SERVICE_MAP, peekServiceMap())),
                QatSectionKind.required(
                        "extdc",
                        section -> readMask(
                                section, Integer.BYTES, QatRule.COMPRESSION, QatCapabilities.EXTENDED_COMPRESSION)));
        return QatSectionKind.required(
                NAME, section -> sections.readSections(section.path(), section.subSects(), masks));
    }

    private Symbols peekServiceMap() throws IOException {
        int map = ByteBuffer.wrap(Arrays.copyOf(in.peek(Short.BYTES), Short.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getShort();
        return QatServiceMap.symbols(map & 0xffff);
    }

    /** adf_mstate_capmask_compare() takes any size up to 8 bytes and thinks of zeros behind it. */
    private void readMask(QatSection section, int size, String fact, Symbols symbols) throws IOException {
        boolean tooLong = section.size() > Long.BYTES;
        sections.checkSize(
                section,
                size,
                tooLong ? Severity.ERROR : Severity.WARNING,
                tooLong ? "the kernel refuses to load that" : "the kernel accepts up to " + Long.BYTES);
        switch ((int) section.size()) {
            case Byte.BYTES -> reportMask(fact, in.u8(VALUE, symbols));
            case Short.BYTES -> reportMask(fact, in.u16(VALUE, symbols));
            case Integer.BYTES -> reportMask(fact, in.u32(VALUE, symbols));
            case Long.BYTES -> reportMask(fact, in.u64(VALUE, symbols));
            default -> in.opaqueRest(VALUE);
        }
    }

    private void reportMask(String fact, long mask) {
        in.fact(fact, "0x" + Long.toHexString(mask));
    }
}
