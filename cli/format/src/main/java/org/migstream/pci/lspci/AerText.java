// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.List;
import org.migstream.pci.ExtendedCapabilityId;
import org.migstream.pci.lspci.CapabilityFormatter.CapabilityRegisters;

/**
 * Formats the Advanced Error Reporting capability of an endpoint. The additional registers of a root port are omitted.
 */
final class AerText {
    private static final int SIZE = 0x2c;
    private static final RegisterBits UNCORRECTABLE = RegisterBits.startingAt(4, "DLP", "SDES")
            .withNames(12, "TLP", "FCP", "CmpltTO", "CmpltAbrt", "UnxCmplt", "RxOF", "MalfTLP", "ECRC", "UnsupReq")
            .withNames(21, "ACSViol");
    private static final RegisterBits CORRECTABLE = RegisterBits.startingAt(0, "RxErr")
            .withNames(6, "BadTLP", "BadDLLP", "Rollover")
            .withNames(12, "Timeout", "AdvNonFatalErr");
    private static final RegisterBits ECRC_CONTROL =
            RegisterBits.startingAt(5, "ECRCGenCap", "ECRCGenEn", "ECRCChkCap", "ECRCChkEn");
    private static final RegisterBits HEADER_LOG_CONTROL =
            RegisterBits.startingAt(9, "MultHdrRecCap", "MultHdrRecEn", "TLPPfxPres", "HdrLogCap");

    static final CapabilityFormatter AER =
            CapabilityFormatter.of(ExtendedCapabilityId.AER.title(), SIZE, AerText::details);

    private AerText() {}

    private static List<String> details(CapabilityRegisters registers) {
        long control = registers.u32(0x18);
        return List.of(
                "UESta:\t" + UNCORRECTABLE.format(registers.u32(0x04)),
                "UEMsk:\t" + UNCORRECTABLE.format(registers.u32(0x08)),
                "UESvrt:\t" + UNCORRECTABLE.format(registers.u32(0x0c)),
                "CESta:\t" + CORRECTABLE.format(registers.u32(0x10)),
                "CEMsk:\t" + CORRECTABLE.format(registers.u32(0x14)),
                format("AERCap:\tFirst Error Pointer: %02x, %s", control & 0x1f, ECRC_CONTROL.format(control)),
                "\t" + HEADER_LOG_CONTROL.format(control),
                format(
                        "HeaderLog: %08x %08x %08x %08x",
                        registers.u32(0x1c), registers.u32(0x20), registers.u32(0x24), registers.u32(0x28)));
    }
}
