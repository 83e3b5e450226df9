// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import java.util.List;
import org.migstream.spi.Facts;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Severity;
import org.migstream.spi.Symbols;

/**
 * Reads the section GENER: the data that the physical function has about the virtual function;
 * adf_gen4_vfmig_load_generic().
 */
final class QatGenericSection {
    /** The code for a message version of the guest's driver that the host's driver does not know. */
    static final String COMPVER = "COMPVER";

    /** The newest version of the messages between the drivers of the virtual and the physical function: adf_pfvf_msg.h. */
    private static final int PFVF_VERSION = 5;

    /** Length of struct mig_user_sla, in bytes. */
    private static final int SLA_LENGTH = 24;

    /** enum adf_base_services of Linux 7.2; in 6.12 the number 3 is not a service. */
    private static final Symbols SERVICE =
            Symbols.DECIMAL.value(0, "asym").value(1, "sym").value(2, "dc").value(3, "decomp");

    private final QatSectionReader sections;
    private final FieldReader in;

    QatGenericSection(QatSectionReader sections) {
        this.sections = sections;
        in = sections.fieldReader();
    }

    /** Returns the kind of this section, with the kinds inside it. */
    QatSectionKind kind() {
        List<QatSectionKind> values = List.of(
                QatSectionKind.required("iovinit", this::readIovInit),
                QatSectionKind.required("compver", this::readCompatVersion),
                QatSectionKind.required("sla", this::readSlas));
        return QatSectionKind.required("GENER", section -> sections.readSections(section, values));
    }

    private boolean checkByteSize(QatSection section) throws IOException {
        boolean fits = sections.checkSize(section, Byte.BYTES, Severity.ERROR, "the kernel refuses the state");
        if (!fits) {
            in.opaqueRest("value");
        }
        return fits;
    }

    private void readIovInit(QatSection section) throws IOException {
        if (checkByteSize(section) && in.u8("value") > 1) {
            sections.report(
                    Severity.WARNING,
                    "FIELD_RANGE",
                    section.path() + " is a boolean and should be 0 or 1; the kernel does not check the value");
        }
    }

    private void readCompatVersion(QatSection section) throws IOException {
        if (!checkByteSize(section)) {
            return;
        }
        int version = in.u8("value");
        in.fact(QatFacts.PFVF_VERSION, version);
        if (version == 0 || version > PFVF_VERSION) {
            sections.report(
                    Severity.WARNING,
                    COMPVER,
                    "the driver of the guest uses message version " + version + ", "
                            + (version == 0 ? "which means unknown" : "newer than " + PFVF_VERSION)
                            + "; the kernel accepts this");
        }
    }

    private void readSlas(QatSection section) throws IOException {
        sections.checkIsData(section);
        long count = section.size() / SLA_LENGTH;
        for (long i = 0; i < count; i++) {
            readSla(i);
        }
        in.fact(QatFacts.SLAS + "." + Facts.COUNT, count);
        if (section.size() % SLA_LENGTH != 0) {
            in.opaqueRest("rest");
            sections.report(
                    Severity.WARNING,
                    QatSectionReader.SECTION_SIZE,
                    "the size of " + section.path() + " is " + section.size() + ", which is not a multiple of "
                            + SLA_LENGTH + "; the kernel ignores the remainder");
        }
    }

    /** Reads one service level agreement: struct mig_user_sla. Rates are thousandths of the device's capacity: adf_rl.h. */
    private void readSla(long index) throws IOException {
        in.group("sla[" + index + "]", () -> {
            long service = in.i32("srv", SERVICE);
            in.filler("padding", Integer.BYTES);
            long rings = in.u64("rp_mask", Symbols.HEXADECIMAL);
            long committed = in.u32("cir");
            long peak = in.u32("pir");
            List<String> values = List.of(
                    Long.toString(service),
                    Long.toUnsignedString(rings),
                    Long.toString(committed),
                    Long.toString(peak));
            String fact = QatFacts.SLAS + "." + index + ".";
            in.fact(fact + Facts.COUNT, values.size());
            for (int i = 0; i < values.size(); i++) {
                in.fact(fact + i, values.get(i));
            }
        });
    }
}
