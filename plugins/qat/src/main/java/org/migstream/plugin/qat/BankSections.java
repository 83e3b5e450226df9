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
final class BankSections {
    /** Of every device that the driver binds to. */
    private static final int BANKS = 4;

    /** Bytes of struct adf_bank_state. */
    private static final int REGISTERS = 472;

    private static final int RINGS = 2;
    private static final int RING = 24;
    private static final int RINGS_OF_STRUCT = 16;

    /** The bits of a ring's configuration that tell its size: BUILD_RING_CONFIG() in adf_transport_access_macros.h. */
    private static final long SIZE_CODE = 0x1f;

    /** ADF_RING_SIZE_4M; 1 is the {@link #SMALLEST_RING}, and each one more means twice as many bytes. */
    private static final long MAX_SIZE_CODE = 0x10;

    private static final long SMALLEST_RING = 128;

    /** Before the rings, each of 32 bits, in the order of struct adf_bank_state. */
    private static final List<String> WORDS = List.of(
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
    private static final Set<String> NOT_SAVED =
            Set.of("ringstat1", "ringcstat1", "ringcstat2", "ringcstat3", "iaintflagsrcsel1", "reserved");

    private final SectionReader sections;
    private final FieldReader in;

    BankSections(SectionReader sections) {
        this.sections = sections;
        in = sections.fields();
    }

    SectionKind kind() {
        List<SectionKind> registers = List.of(SectionKind.required("mregs", this::registers));
        List<SectionKind> banks = IntStream.range(0, BANKS)
                .mapToObj(bank -> SectionKind.required(
                        id(bank), section -> sections.list(section.path(), section.subSects(), registers)))
                .toList();
        return SectionKind.required("ETRBAR", section -> {
            Set<String> found = sections.list(section.path(), section.subSects(), banks);
            in.fact(
                    QatRule.BANKS,
                    IntStream.range(0, BANKS)
                            .takeWhile(bank -> found.contains(id(bank)))
                            .count());
        });
    }

    private static String id(int bank) {
        return "bnk" + bank;
    }

    private void registers(Section section) throws IOException {
        boolean tooShort = section.size() < REGISTERS;
        sections.sized(
                section,
                REGISTERS,
                tooShort ? Severity.ERROR : Severity.WARNING,
                tooShort
                        ? "the kernel does not check and loads what stands behind them"
                        : "the kernel does not look at the rest");
        if (!tooShort) {
            for (String word : WORDS) {
                word(section, word);
            }
            for (int i = 0; i < RINGS; i++) {
                in.group("rings[" + i + "]", () -> ring(section));
            }
            in.filler("unused_rings", (RINGS_OF_STRUCT - RINGS) * RING);
        }
        in.opaqueRest("rest");
    }

    private void word(Section section, String name) throws IOException {
        if (NOT_SAVED.contains(name)) {
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

    private void ring(Section section) throws IOException {
        in.u64("base", Symbols.HEXADECIMAL);
        long config = in.u32("config", Symbols.HEXADECIMAL);
        long head = in.u32("head", Symbols.HEXADECIMAL);
        long tail = in.u32("tail", Symbols.HEXADECIMAL);
        long size = config & SIZE_CODE;
        if (size > 0 && size <= MAX_SIZE_CODE && Math.max(head, tail) >= SMALLEST_RING / 2 << size) {
            sections.report(
                    Severity.INFO,
                    "RING_RANGE",
                    "a ring of " + section.path() + " has its head or tail outside of its "
                            + (SMALLEST_RING / 2 << size) + " bytes; the kernel does not check");
        }
        in.filler("reserved", Integer.BYTES);
    }
}
