// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.ArrayList;
import java.util.List;
import org.migstream.pci.ExtendedCapabilityId;
import org.migstream.pci.lspci.CapabilityFormatter.CapabilityRegisters;

/**
 * Formats the Advanced Error Reporting capability of an endpoint like pciutils 3.13, which prints all bits ({@code
 * cap_aer} in ls-ecaps.c). The additional registers of a root port are omitted.
 */
final class AerText {
    private static final int SIZE = 0x2c;
    /** The bits of an uncorrectable error register, one element for each line. */
    private static final List<RegisterBits> UNCORRECTABLE = List.of(
            RegisterBits.startingAt(4, "DLP", "SDES")
                    .withNames(12, "TLP", "FCP", "CmpltTO", "CmpltAbrt", "UnxCmplt", "RxOF", "MalfTLP"),
            RegisterBits.startingAt(
                    19,
                    "ECRC",
                    "UnsupReq",
                    "ACSViol",
                    "UncorrIntErr",
                    "BlockedTLP",
                    "AtomicOpBlocked",
                    "TLPBlockedErr"),
            RegisterBits.startingAt(
                    26, "PoisonTLPBlocked", "DMWrReqBlocked", "IDECheck", "MisIDETLP", "PCRC_CHECK", "TLPXlatBlocked"));

    private static final RegisterBits CORRECTABLE = RegisterBits.startingAt(0, "RxErr")
            .withNames(6, "BadTLP", "BadDLLP", "Rollover")
            .withNames(12, "Timeout", "AdvNonFatalErr", "CorrIntErr", "HeaderOF");
    private static final RegisterBits ECRC_CONTROL =
            RegisterBits.startingAt(5, "ECRCGenCap", "ECRCGenEn", "ECRCChkCap", "ECRCChkEn");
    private static final RegisterBits HEADER_LOG_CONTROL =
            RegisterBits.startingAt(9, "MultHdrRecCap", "MultHdrRecEn", "TLPPfxPres", "HdrLogCap");

    static final CapabilityFormatter AER =
            CapabilityFormatter.of(ExtendedCapabilityId.AER.title(), SIZE, AerText::details);

    private AerText() {}

    private static List<String> details(CapabilityRegisters registers) {
        long control = registers.u32(0x18);
        List<String> lines = new ArrayList<>();
        addUncorrectable("UESta:", registers.u32(0x04), lines);
        addUncorrectable("UEMsk:", registers.u32(0x08), lines);
        addUncorrectable("UESvrt:", registers.u32(0x0c), lines);
        lines.add("CESta:\t" + CORRECTABLE.format(registers.u32(0x10)));
        lines.add("CEMsk:\t" + CORRECTABLE.format(registers.u32(0x14)));
        lines.add(format("AERCap:\tFirst Error Pointer: %02x, %s", control & 0x1f, ECRC_CONTROL.format(control)));
        lines.add("\t" + HEADER_LOG_CONTROL.format(control));
        lines.add(format(
                "HeaderLog: %08x %08x %08x %08x",
                registers.u32(0x1c), registers.u32(0x20), registers.u32(0x24), registers.u32(0x28)));
        return lines;
    }

    private static void addUncorrectable(String name, long register, List<String> lines) {
        String head = name;
        for (RegisterBits line : UNCORRECTABLE) {
            lines.add(head + "\t" + line.format(register));
            head = "";
        }
    }
}
