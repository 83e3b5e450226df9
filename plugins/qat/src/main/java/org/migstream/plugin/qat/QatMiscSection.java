// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import java.util.List;
import org.migstream.spi.Severity;
import org.migstream.spi.Symbols;

/** Reads the section MISCBAR: registers for interrupts and messages, one in each subsection; adf_gen4_vfmig_load_misc(). */
final class QatMiscSection {
    private final QatSectionReader sections;

    QatMiscSection(QatSectionReader sections) {
        this.sections = sections;
    }

    /** Returns the kind of this section, with the kinds inside it. */
    QatSectionKind kind() {
        List<QatSectionKind> registers = List.of(
                QatSectionKind.ignoredOnLoad("visrc", this::readIgnoredRegister),
                QatSectionKind.required("vimsk", this::readRegister),
                QatSectionKind.ignoredOnLoad("vispv", this::readIgnoredRegister),
                QatSectionKind.required("vimpv", this::readRegister),
                QatSectionKind.required("pf2vm", this::readRegister),
                QatSectionKind.required("vm2pf", this::readRegister));
        return QatSectionKind.required("MISCBAR", section -> sections.readSections(section, registers));
    }

    private void readRegister(QatSection section) throws IOException {
        readValue(section, Severity.ERROR, "the kernel refuses the state");
    }

    /**
     * Reads a status register of interrupt sources. The hardware register is read-only, so the kernel ignores the saved
     * value.
     */
    private void readIgnoredRegister(QatSection section) throws IOException {
        readValue(section, Severity.WARNING, "the kernel ignores it");
    }

    private void readValue(QatSection section, Severity wrongSize, String consequence) throws IOException {
        if (sections.checkSize(section, Integer.BYTES, wrongSize, consequence)) {
            sections.fieldReader().u32("value", Symbols.HEXADECIMAL);
        } else {
            sections.fieldReader().opaqueRest("value");
        }
    }
}
