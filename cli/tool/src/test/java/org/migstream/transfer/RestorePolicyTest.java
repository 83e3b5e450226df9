// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.report.FindingCodeRegistry;
import org.migstream.spi.Finding;
import org.migstream.spi.PciId;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

class RestorePolicyTest {
    private static final PciId TARGET_ID = new PciId(0x4348, 0x3253);
    private static final PciId OTHER_ID = new PciId(0x15b3, 0x101e);

    private static final FindingCodeRegistry CODES = FindingCodeRegistry.WITHOUT_PLUGINS;

    private static Reason reason(Severity severity, String code) {
        return new Reason(Finding.of(severity, code, code), Optional.empty(), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        // severity, code; results: device with the same ids, other or unknown ids, reason about the stream, with
        // --force
        "INFO, OK, pass, pass, pass, pass",
        "WARNING, NO_DECODER, pass, refuse, pass, pass",
        "WARNING, stream.scanned, pass, refuse, pass, pass",
        "WARNING, vfio.no-data, refuse, refuse, pass, pass",
        "ERROR, NR_PORTS_MISMATCH, refuse, refuse, refuse, pass",
        "ERROR, pci.config-mismatch, refuse, refuse, refuse, pass",
        "ERROR, vfio.no-config, refuse, refuse, refuse, refuse",
        "ERROR, stream.no-end, refuse, refuse, refuse, refuse",
        "ERROR, multifd.missing-packet, refuse, refuse, refuse, refuse",
    })
    void reason_isRefusedOrOverridden(
            Severity severity, String code, String same, String unknown, String elsewhere, String forced) {
        List<Reason> reasons = List.of(reason(severity, code));
        assertEquals(same, verdict(new RestorePolicy(CODES, reasons, List.of(), TARGET_ID, TARGET_ID, false), false));
        assertEquals(unknown, verdict(new RestorePolicy(CODES, reasons, List.of(), null, TARGET_ID, false), false));
        assertEquals(unknown, verdict(new RestorePolicy(CODES, reasons, List.of(), OTHER_ID, TARGET_ID, false), false));
        assertEquals(
                elsewhere, verdict(new RestorePolicy(CODES, List.of(), reasons, TARGET_ID, TARGET_ID, false), false));
        assertEquals(forced, verdict(new RestorePolicy(CODES, reasons, List.of(), null, TARGET_ID, false), true));
        assertEquals("pass", verdict(new RestorePolicy(CODES, List.of(), reasons, TARGET_ID, TARGET_ID, false), true));
    }

    @ParameterizedTest
    @CsvSource({"WRONG_VENDOR, pci.config-mismatch", "BAD_MAGIC, NO_DECODER"})
    void worstReason_isFirst(String first, String second) {
        Reason worse = reason(Severity.ERROR, first);
        Reason better = reason(second.equals("NO_DECODER") ? Severity.WARNING : Severity.ERROR, second);
        RestorePolicy policy = new RestorePolicy(CODES, List.of(better, worse), List.of(), null, TARGET_ID, false);
        assertEquals(List.of(worse, better), policy.refusingReasons(false));
    }

    private static String verdict(RestorePolicy policy, boolean force) {
        return policy.refusingReasons(force).isEmpty() ? "pass" : "refuse";
    }
}
