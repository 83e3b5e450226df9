// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Severity;
import org.migstream.spi.Symbols;

/**
 * Reads the section ETRBAR: the registers of the banks of rings; adf_gen4_vfmig_load_etr(), adf_bank_state_restore().
 * Each bank has space for the registers of sixteen rings; the devices of this driver use two.
 */
final class QatBankSections {
    /** Number of banks of a virtual function; the same for all devices of the driver. */
    private static final int BANKS = 4;

    /** Length of struct adf_bank_state, in bytes. */
    private static final int REGISTERS_LENGTH = 472;

    private static final int RINGS = 2;
    private static final int RING_LENGTH = 24;
    private static final int RINGS_IN_STRUCT = 16;

    /** Mask of the size in the configuration of a ring: BUILD_RING_CONFIG() in adf_transport_access_macros.h. */
    private static final long RING_SIZE_MASK = 0x1f;

    /** ADF_RING_SIZE_4M. Size 1 means {@link #SMALLEST_RING} bytes; each further size doubles the number of bytes. */
    private static final long MAX_RING_SIZE = 0x10;

    /** Length of a ring of size 1, in bytes. */
    private static final long SMALLEST_RING = 128;

    /** The registers before the rings, each of 32 bits, in the order of struct adf_bank_state. */
    private static final List<String> REGISTER_NAMES = List.of(
            "ringstat0",
            "ringstat1",
            "ringuostat",
            "ringestat",
            "ringnestat",
            "ringnfstat",
            "ringfstat",
            "ringcstat0",
            "ringcstat1",
            "ringcstat2",
            "ringcstat3",
            "iaintflagen",
            "iaintflagreg",
            "iaintflagsrcsel0",
            "iaintflagsrcsel1",
            "iaintcolen",
            "iaintcolctl",
            "iaintflagandcolen",
            "ringexpstat",
            "ringexpintenable",
            "ringsrvarben",
            "reserved");

    /** Registers that bank_state_save() does not write. They contain old bytes of the buffer. */
    private static final Set<String> UNINITIALISED_REGISTERS =
            Set.of("ringstat1", "ringcstat1", "ringcstat2", "ringcstat3", "iaintflagsrcsel1", "reserved");

    private final QatSectionReader sections;
    private final FieldReader in;

    QatBankSections(QatSectionReader sections) {
        this.sections = sections;
        in = sections.fieldReader();
    }

    /** Returns the kind of this section, with the kinds inside it. */
    QatSectionKind kind() {
        List<QatSectionKind> registers = List.of(QatSectionKind.required("mregs", this::readRegisters));
        List<QatSectionKind> banks = IntStream.range(0, BANKS)
                .mapToObj(bank ->
                        QatSectionKind.required(bankId(bank), section -> sections.readSections(section, registers)))
                .toList();
        return QatSectionKind.required("ETRBAR", section -> {
            Set<String> found = sections.readSections(section, banks);
            in.fact(
                    QatFacts.BANKS,
                    IntStream.range(0, BANKS)
                            .takeWhile(bank -> found.contains(bankId(bank)))
                            .count());
        });
    }

    private static String bankId(int bank) {
        return "bnk" + bank;
    }

    private void readRegisters(QatSection section) throws IOException {
        boolean tooShort = section.size() < REGISTERS_LENGTH;
        sections.checkSize(
                section,
                REGISTERS_LENGTH,
                tooShort ? Severity.ERROR : Severity.WARNING,
                tooShort
                        ? "the kernel does not check the size and also loads bytes after the section"
                        : "the kernel ignores the rest");
        if (!tooShort) {
            for (String register : REGISTER_NAMES) {
                readRegister(section, register);
            }
            for (int i = 0; i < RINGS; i++) {
                in.group("rings[" + i + "]", () -> readRing(section));
            }
            in.filler("unused_rings", (RINGS_IN_STRUCT - RINGS) * RING_LENGTH);
        }
        in.opaqueRest("rest");
    }

    private void readRegister(QatSection section, String name) throws IOException {
        if (UNINITIALISED_REGISTERS.contains(name)) {
            in.filler(name, Integer.BYTES);
            return;
        }
        long value = in.u32(name, Symbols.HEXADECIMAL);
        if (name.equals("ringexpstat") && value != 0) {
            sections.report(
                    Severity.WARNING,
                    "BANK_EXCEPTION",
                    section.path()
                            + " had an exception when the state was saved; the kernel restores only a part of the bank, "
                            + "leaves it stopped and reports success");
        }
    }

    private void readRing(QatSection section) throws IOException {
        in.u64("base", Symbols.HEXADECIMAL);
        long config = in.u32("config", Symbols.HEXADECIMAL);
        long head = in.u32("head", Symbols.HEXADECIMAL);
        long tail = in.u32("tail", Symbols.HEXADECIMAL);
        long size = config & RING_SIZE_MASK;
        if (size > 0 && size <= MAX_RING_SIZE && Math.max(head, tail) >= SMALLEST_RING / 2 << size) {
            sections.report(
                    Severity.INFO,
                    "RING_RANGE",
                    "the head or tail of a ring of " + section.path() + " is outside of its "
                            + (SMALLEST_RING / 2 << size) + " bytes; the kernel does not check head and tail");
        }
        in.filler("reserved", Integer.BYTES);
    }
}
