// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import java.util.List;
import org.migstream.spi.Severity;
import org.migstream.spi.Symbols;

/** MISCBAR: registers for interrupts and messages, one in each section; adf_gen4_vfmig_load_misc(). */
final class MiscSection {
    private final SectionReader sections;

    MiscSection(SectionReader sections) {
        this.sections = sections;
    }

    SectionKind kind() {
        List<SectionKind> registers = List.of(
                SectionKind.written("visrc", this::unread),
                SectionKind.required("vimsk", this::register),
                SectionKind.written("vispv", this::unread),
                SectionKind.required("vimpv", this::register),
                SectionKind.required("pf2vm", this::register),
                SectionKind.required("vm2pf", this::register));
        return SectionKind.required("MISCBAR", section -> sections.list(section.path(), section.subSects(), registers));
    }

    private void register(Section section) throws IOException {
        value(section, Severity.ERROR, "the kernel refuses to load that");
    }

    /** The sources of interrupts: status that cannot be written. */
    private void unread(Section section) throws IOException {
        value(section, Severity.WARNING, "the kernel does not look at it");
    }

    private void value(Section section, Severity otherwise, String consequence) throws IOException {
        if (sections.sized(section, Integer.BYTES, otherwise, consequence)) {
            sections.fields().u32("value", Symbols.HEXADECIMAL);
        } else {
            sections.fields().opaqueRest("value");
        }
    }
}
