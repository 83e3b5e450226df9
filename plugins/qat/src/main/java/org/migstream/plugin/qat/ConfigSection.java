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
final class ConfigSection {
    static final String NAME = "CONFIG";

    private static final String VALUE = "value";

    private final SectionReader sections;
    private final FieldReader in;

    ConfigSection(SectionReader sections) {
        this.sections = sections;
        in = sections.fields();
    }

    SectionKind kind() {
        List<SectionKind> masks = List.of(
                SectionKind.required(
                        "gencap",
                        section -> mask(section, Integer.BYTES, QatRule.CAPABILITIES, Capabilities.ACCELERATION)),
                SectionKind.required(
                        "svcmap", section -> mask(section, Short.BYTES, QatRule.SERVICE_MAP, servicesAhead())),
                SectionKind.required(
                        "extdc",
                        section -> mask(section, Integer.BYTES, QatRule.COMPRESSION, Capabilities.COMPRESSION)));
        return SectionKind.required(NAME, section -> sections.list(section.path(), section.subSects(), masks));
    }

    private Symbols servicesAhead() throws IOException {
        int map = ByteBuffer.wrap(Arrays.copyOf(in.peek(Short.BYTES), Short.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getShort();
        return ServiceMap.symbols(map & 0xffff);
    }

    /** adf_mstate_capmask_compare() takes any size up to 8 bytes and thinks of zeros behind it. */
    private void mask(Section section, int size, String fact, Symbols symbols) throws IOException {
        boolean tooLong = section.size() > Long.BYTES;
        sections.sized(
                section,
                size,
                tooLong ? Severity.ERROR : Severity.WARNING,
                tooLong ? "the kernel refuses to load that" : "the kernel accepts up to " + Long.BYTES);
        switch ((int) section.size()) {
            case Byte.BYTES -> hexadecimal(fact, in.u8(VALUE, symbols));
            case Short.BYTES -> hexadecimal(fact, in.u16(VALUE, symbols));
            case Integer.BYTES -> hexadecimal(fact, in.u32(VALUE, symbols));
            case Long.BYTES -> hexadecimal(fact, in.u64(VALUE, symbols));
            default -> in.opaqueRest(VALUE);
        }
    }

    private void hexadecimal(String fact, long mask) {
        in.fact(fact, "0x" + Long.toHexString(mask));
    }
}
