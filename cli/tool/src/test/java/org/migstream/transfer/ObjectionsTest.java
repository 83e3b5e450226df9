// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Finding;
import org.migstream.spi.PciId;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

class ObjectionsTest {
    private static final PciId CARD = new PciId(0x4348, 0x3253);
    private static final PciId OTHER = new PciId(0x15b3, 0x101e);

    private static Reason reason(Severity severity, String code) {
        return new Reason(Finding.of(severity, code, code), Optional.empty(), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        // severity, code, of a device with the same ids, unknown ids, elsewhere; with --force
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
    void whatKeepsAStateFromADevice(
            Severity severity, String code, String same, String unknown, String elsewhere, String forced) {
        List<Reason> reasons = List.of(reason(severity, code));
        assertEquals(same, verdict(new Objections(reasons, List.of(), CARD, CARD), false));
        assertEquals(unknown, verdict(new Objections(reasons, List.of(), null, CARD), false));
        assertEquals(unknown, verdict(new Objections(reasons, List.of(), OTHER, CARD), false));
        assertEquals(elsewhere, verdict(new Objections(List.of(), reasons, CARD, CARD), false));
        assertEquals(forced, verdict(new Objections(reasons, List.of(), null, CARD), true));
        assertEquals("pass", verdict(new Objections(List.of(), reasons, CARD, CARD), true));
    }

    @ParameterizedTest
    @CsvSource({"WRONG_VENDOR, pci.config-mismatch", "BAD_MAGIC, NO_DECODER"})
    void theWorstComesFirst(String first, String second) {
        Reason worse = reason(Severity.ERROR, first);
        Reason better = reason(second.equals("NO_DECODER") ? Severity.WARNING : Severity.ERROR, second);
        Objections objections = new Objections(List.of(better, worse), List.of(), null, CARD);
        assertEquals(List.of(worse, better), objections.refusing(false));
    }

    private static String verdict(Objections objections, boolean force) {
        return objections.refusing(force).isEmpty() ? "pass" : "refuse";
    }
}
