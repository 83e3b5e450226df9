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
 * ETRBAR: the registers of the banks of rings; adf_gen4_vfmig_load_etr(), adf_bank_state_restore(). Each bank has room
 * for the registers of sixteen rings, of which these devices have two.
 */
final class QatBankSections {
    /** Of every device that the driver binds to. */
    private static final int BANKS = 4;

    /** Bytes of struct adf_bank_state. */
    private static final int REGISTERS_LENGTH = 472;

    private static final int RINGS = 2;
    private static final int RING_LENGTH = 24;
    private static final int RINGS_IN_STRUCT = 16;

    /** The bits of a ring's configuration that tell its size: BUILD_RING_CONFIG() in adf_transport_access_macros.h. */
    private static final long RING_SIZE_MASK = 0x1f;

    /** ADF_RING_SIZE_4M; 1 is the {@link #SMALLEST_RING}, and each one more means twice as many bytes. */
    private static final long MAX_RING_SIZE = 0x10;

    private static final long SMALLEST_RING = 128;

    /** Before the rings, each of 32 bits, in the order of struct adf_bank_state. */
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

    /** Which of them bank_state_save() leaves as the buffer happened to be. */
    private static final Set<String> UNINITIALISED_REGISTERS =
            Set.of("ringstat1", "ringcstat1", "ringcstat2", "ringcstat3", "iaintflagsrcsel1", "reserved");

    private final QatSectionReader sections;
    private final FieldReader in;

    QatBankSections(QatSectionReader sections) {
        this.sections = sections;
        in = sections.fieldReader();
    }

    QatSectionKind kind() {
        List<QatSectionKind> registers = List.of(QatSectionKind.required("mregs", this::readRegisters));
        List<QatSectionKind> banks = IntStream.range(0, BANKS)
                .mapToObj(bank -> QatSectionKind.required(
                        bankId(bank), section -> sections.readSections(section.path(), section.subSects(), registers)))
                .toList();
        return QatSectionKind.required("ETRBAR", section -> {
            Set<String> found = sections.readSections(section.path(), section.subSects(), banks);
            in.fact(
                    QatRule.BANKS,
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
                        ? "the kernel does not check and loads what stands behind them"
                        : "the kernel does not look at the rest");
        if (!tooShort) {
            for (String word : REGISTER_NAMES) {
                readWord(section, word);
            }
            for (int i = 0; i < RINGS; i++) {
                in.group("rings[" + i + "]", () -> readRing(section));
            }
            in.filler("unused_rings", (RINGS_IN_STRUCT - RINGS) * RING_LENGTH);
        }
        in.opaqueRest("rest");
    }

    private void readWord(QatSection section, String name) throws IOException {
        if (UNINITIALISED_REGISTERS.contains(name)) {
            in.filler(name, Integer.BYTES);
            return;
        }
        long value = in.u32(name, Symbols.HEXADECIMAL);
        if (name.equals("ringexpstat") && value != 0) {
            sections.report(
                    Severity.WARNING,
                    "BANK_EXCEPTION",
                    section.path() + " was saved with an exception; the kernel restores only a part of the bank, "
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
                    "a ring of " + section.path() + " has its head or tail outside of its "
                            + (SMALLEST_RING / 2 << size) + " bytes; the kernel does not check");
        }
        in.filler("reserved", Integer.BYTES);
    }
}
